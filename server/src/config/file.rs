//! The TOML file of settings: every bad line of it is named. A line itself is never repeated, for it may hold the database's
//! password.

use std::{collections::BTreeMap, path::Path};

use toml::{Spanned, Table, Value};

use super::Settings;

/// The settings of a file, as far as its lines are good; the other lines are problems.
pub(super) fn read(path: &Path, problems: &mut Vec<String>) -> Settings {
    let mut wrong = |place: String, what: &str| {
        problems.push(format!("--config {}{place}: {what}", path.display()));
    };
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) => {
            wrong(String::new(), &format!("cannot be read ({error})"));
            return Settings::default();
        }
    };
    let line = |start: usize| {
        let before = text.as_bytes().get(..start).unwrap_or_default();
        format!(
            ", line {}",
            before.iter().filter(|byte| **byte == b'\n').count() + 1
        )
    };
    let values: BTreeMap<String, Spanned<Value>> = match toml::from_str(&text) {
        Ok(values) => values,
        Err(error) => {
            let start = error.span().map_or(0, |span| span.start);
            wrong(line(start), error.message());
            return Settings::default();
        }
    };
    let mut settings = Settings::default();
    for (key, value) in values {
        let place = line(value.span().start);
        let alone = Table::from_iter([(key.clone(), value.into_inner())]);
        match alone.try_into::<Settings>() {
            Ok(one) => settings = settings.or(one),
            Err(error) if error.message().contains(&key) => wrong(place, error.message()),
            Err(error) => wrong(place, &format!("{key}: {}", error.message())),
        }
    }
    settings
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;

    fn problems(settings: Settings) -> String {
        Config::load(settings).unwrap_err().to_string()
    }

    #[test]
    fn a_flag_wins_over_the_file_and_an_unknown_key_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("nghisu.toml");
        std::fs::write(&file, "listen = \"127.0.0.1:9000\"\nsession-days = 7\n").unwrap();
        let config = Config::load(Settings {
            listen: Some("127.0.0.1:9001".to_owned()),
            workers: Some(1),
            config: Some(file.clone()),
            ..Settings::default()
        })
        .unwrap();
        assert_eq!((config.listen.port(), config.session_days), (9001, 7));
        // Fewer threads for requests take no page worker away.
        assert_eq!((config.workers, config.page_workers), (Some(1), None));

        std::fs::write(&file, "# \nlisen = \"127.0.0.1:9000\"\n").unwrap();
        let text = problems(Settings {
            config: Some(file),
            ..Settings::default()
        });
        assert!(text.contains("line 2") && text.contains("lisen"), "{text}");
    }

    #[test]
    fn every_bad_line_and_every_bad_flag_are_named_together() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("nghisu.toml");
        let lines = [
            "data = \"\"",
            "workers = \"two\"",
            "lisen = \"127.0.0.1:9000\"",
            "tls-cert = 7",
            "page-seconds = 0",
        ];
        std::fs::write(&file, lines.join("\n")).unwrap();
        let text = problems(Settings {
            config: Some(file),
            tls_key: Some(folder.path().join("nghisu.toml")),
            session_days: Some(0),
            ..Settings::default()
        });
        for part in [
            "--data: name a directory",
            "line 2: workers: invalid type",
            "line 3: unknown field `lisen`",
            "line 4: tls-cert: invalid type",
            "--page-seconds 0",
            "--session-days 0",
        ] {
            assert!(text.contains(part), "{part} is missing in: {text}");
        }
        // The key has its certificate, on the line that is wrong.
        assert!(!text.contains("give both"), "{text}");
    }

    #[test]
    fn every_bad_line_of_the_file_is_named_and_no_password_is_repeated() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("nghisu.toml");
        for (written, said) in [
            ("data = 5", "invalid type: integer"),
            ("workers = \"two\"", "invalid type: string"),
            ("workers = -1", "line 1"),
            ("session-days = 99999999999", "line 1"),
            ("page-cache-mb = 18446744073709551616", "line 1"),
            ("behind-proxy = \"yes\"", "invalid type: string"),
            ("database-url = \"postgres://hop:hunter2@db/hop", "line 1"),
            (
                "database-url = [\"postgres://hop:hunter2@db/hop\"]",
                "invalid type",
            ),
            ("session-days = 0", "--session-days 0"),
            ("activation-hours = 721", "--activation-hours 721"),
            ("workers = 257", "--workers"),
            ("page-cache-mb = 15", "--page-cache-mb 15"),
            ("page-seconds = 301", "--page-seconds 301"),
            ("office-name = \"\"", "--office-name"),
            ("office-name = \"UBND\\u0007tỉnh\"", "--office-name"),
            ("support = \" \"", "--support"),
            ("pdfium = \"/nowhere\"", "--pdfium"),
            (
                "public-url = \"https://hop:hunter2@10.0.0.1\"",
                "--public-url",
            ),
            ("public-url = \"https://\"", "--public-url"),
            ("listen = \"0.0.0.0:99999\"", "--listen"),
        ] {
            std::fs::write(&file, written).unwrap();
            let text = problems(Settings {
                config: Some(file.clone()),
                ..Settings::default()
            });
            assert!(text.contains(said), "{written}: {text}");
            assert!(!text.contains("hunter2"), "{written}: {text}");
        }
    }
}
