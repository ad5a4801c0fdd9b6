//! The protocol's numbered rules: each is held by a test whose name carries its id.

use super::{Broken, Source};

const SPEC: &str = "server/protocol/SPEC.md";

/// Rules of `SPEC.md` of which no test's name bears the id, as in `fn hs_5_a_repeat_is_…`.
pub(super) fn untested_rules(sources: &[Source]) -> Vec<Broken> {
    let Some(spec) = sources.iter().find(|source| source.path == SPEC) else {
        return Vec::new();
    };
    let names: Vec<&str> = sources
        .iter()
        .filter(|source| source.path.ends_with(".rs"))
        .flat_map(|source| test_names(&source.text))
        .collect();
    spec.text
        .lines()
        .enumerate()
        .filter_map(|(at, line)| Some((at, id(line)?)))
        .filter(|(_, id)| !names.iter().any(|name| bears(name, id)))
        .map(|(at, id)| {
            Broken::at(
                spec,
                at + 1,
                format!("no test bears the id of this rule: name one `{id}_…`"),
            )
        })
        .collect()
}

/// The id of the rule that a line states, as names write it.
fn id(line: &str) -> Option<String> {
    let (id, _) = line.strip_prefix("- **")?.split_once("**")?;
    Some(id.to_lowercase().replace('-', "_"))
}

/// Names of functions, and of the modules that hold a test once per database; those of no test bear no id.
fn test_names(text: &str) -> impl Iterator<Item = &str> {
    text.lines().filter_map(|line| {
        let (before, name) = line.split_once("fn ").or_else(|| line.split_once("mod "))?;
        let is_declared = before
            .split_whitespace()
            .all(|word| word == "async" || word.starts_with("pub"));
        let end = name.find(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_')?;
        is_declared.then_some(&name[..end])
    })
}

/// Whether a name begins with the id, alone or after other ids.
fn bears(name: &str, id: &str) -> bool {
    name.match_indices(id).any(|(at, _)| {
        (at == 0 || name.as_bytes()[at - 1] == b'_') && name[at + id.len()..].starts_with('_')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(path: &str, text: &str) -> Source {
        Source {
            path: path.to_owned(),
            text: text.to_owned(),
            is_test: false,
        }
    }

    #[test]
    fn a_rule_without_a_test_of_its_id_is_found() {
        let spec = source(
            SPEC,
            "# Rules\n- **HS-1** The client speaks first.\n- **HS-12** More.\n- **EV-2** A leaf.\n",
        );
        let tests = source(
            "server/tests/it/sockets.rs",
            "#[tokio::test]\nasync fn hs_12_ev_2_both_are_held() {}\n",
        );
        let broken = untested_rules(&[spec, tests]);
        let lines: Vec<_> = broken.iter().map(|broken| broken.line).collect();
        assert_eq!(lines, [2]);
    }
}
