//! The invariants of the house that are visible in imports: who may know whom.
//!
//! They are read from the text of the sources, comments left out, and from the manifests. A name is looked
//! for as a path (`actix_web::`, `use rand;`), so that a word in a string or a longer name is no finding.

use super::{Broken, Source};

/// What does input or output, or is a framework, and has no place in the wire contract.
const IO: &[&str] = &[
    "actix_web",
    "actix_ws",
    "leptos",
    "reqwest",
    "sea_orm",
    "sqlx",
    "tokio",
    "web_sys",
    "std::env",
    "std::fs",
    "std::net",
    "std::process",
    "std::thread",
];

/// Crates that speak of documents only; what they may not depend on.
const NARROW: &[&str] = &["pades", "render", "typeset", "anchor"];
const MEETING: &[&str] = &[
    "nghisu-protocol",
    "nghisu-server",
    "nghisu-app",
    "nghisu-migrations",
];

const ACTIX: &[&str] = &["actix_web", "actix_ws", "actix_http", "actix_files"];
const SEA_ORM: &[&str] = &["sea_orm", "sea_orm_migration", "sqlx"];

/// How actix is told of a route.
const REGISTERS: &[&str] = &[
    "#[actix_web::",
    "#[connect(",
    "#[delete(",
    "#[get(",
    "#[head(",
    "#[options(",
    "#[patch(",
    "#[post(",
    "#[put(",
    "#[route(",
    "#[routes]",
    ".configure(",
    ".default_service(",
    ".external_resource(",
    ".mount(",
    ".route(",
    ".service(",
    "App::new(",
    "HttpServer::new(",
    "Resource::new(",
    "Route::new(",
    "Scope::new(",
    "web::delete(",
    "web::get(",
    "web::patch(",
    "web::post(",
    "web::put(",
    "web::resource(",
    "web::route(",
    "web::scope(",
];
/// The one place that makes routes of the list.
const LIST: &str = "server/src/http/route.rs";
/// What stands elsewhere: the server takes the list, and whatever no route of it answers goes to the client's files.
const BESIDE_THE_LIST: [(&str, &str); 4] = [
    ("server/src/server.rs", "HttpServer::new(move || {"),
    ("server/src/server.rs", "App::new()"),
    ("server/src/server.rs", ".configure(http::route::configure)"),
    (
        "server/src/server.rs",
        ".default_service(web::to(http::client::answer))",
    ),
];

/// Clocks, randomness and the outer world.
const IMPURE: &[&str] = &[
    "std::time::Instant",
    "std::time::SystemTime",
    "Instant::now",
    "SystemTime::now",
    "Timestamp::now",
    "Zoned::now",
    "Date::now",
    "rand",
    "getrandom",
    "tokio",
    "std::fs",
    "std::net",
    "std::env",
    "web_sys",
    "js_sys",
    "gloo_net",
    "leptos",
    "sea_orm",
    "actix_web",
    "Uuid::new_v4",
    "Uuid::now_v7",
];

/// Invariant 1.
pub(super) fn narrow_crates(sources: &[Source]) -> Vec<Broken> {
    let mut broken = find(
        sources,
        |path| path.starts_with("server/protocol/src/"),
        IO,
        "the wire contract does no IO and knows no framework",
    );
    for source in sources {
        let is_narrow = NARROW
            .iter()
            .any(|name| source.path == format!("server/{name}/Cargo.toml"));
        if !is_narrow {
            continue;
        }
        for (number, line) in source.text.lines().enumerate() {
            if let Some(name) = MEETING.iter().find(|name| line.starts_with(**name)) {
                broken.push(Broken::at(
                    source,
                    number + 1,
                    format!("`{name}`: this crate knows no meeting"),
                ));
            }
        }
    }
    broken
}

/// Invariant 2.
pub(super) fn framework_doors(sources: &[Source]) -> Vec<Broken> {
    let mut broken = find(
        sources,
        |path| path.starts_with("server/src/") && !may_know_actix(path),
        ACTIX,
        "only http.rs, http/, live/session.rs, live/wire.rs and the server's start know actix",
    );
    broken.extend(
        find(
            sources,
            |path| path.starts_with("server/src/") && !may_know_sea_orm(path),
            SEA_ORM,
            "only store.rs, live/log.rs, entity/ and db.rs know the database",
        )
        .into_iter()
        .filter(|broken| !is_wrapped_error(sources, broken)),
    );
    broken
}

/// A feature's error wraps the database's, so `error.rs` may name that one type and nothing else.
fn is_wrapped_error(sources: &[Source], broken: &Broken) -> bool {
    has_part(&broken.path, "error")
        && sources
            .iter()
            .find(|source| source.path == broken.path)
            .and_then(|source| source.text.lines().nth(broken.line - 1))
            .is_some_and(|line| {
                line.matches("sea_orm").count() == line.matches("sea_orm::DbErr").count()
            })
}

fn may_know_actix(path: &str) -> bool {
    has_part(path, "http")
        || path.ends_with("live/session.rs")
        || path.ends_with("live/wire.rs")
        || path == "server/src/server.rs"
}

fn may_know_sea_orm(path: &str) -> bool {
    has_part(path, "store")
        || has_part(path, "entity")
        || has_part(path, "db")
        || path.ends_with("live/log.rs")
        || path.contains("live/log/")
}

/// Whether a directory of the path, or its file, has this name.
fn has_part(path: &str, name: &str) -> bool {
    path.split('/')
        .any(|part| part == name || part.strip_suffix(".rs") == Some(name))
}

/// Invariant 3.
pub(super) fn pure_modules(sources: &[Source]) -> Vec<Broken> {
    find(
        sources,
        |path| {
            let is_ours = path.starts_with("server/src/") || path.starts_with("app/src/");
            is_ours && (has_part(path, "model") || path.contains("live/room"))
        },
        IMPURE,
        "rooms and models are pure: time and randomness are passed in",
    )
}

/// A route past the list would have no access decided, be walked by no test and be described by no OpenAPI.
pub(super) fn unlisted_routes(sources: &[Source]) -> Vec<Broken> {
    let mut broken = Vec::new();
    for source in sources {
        let is_server = source.path.starts_with("server/src/") && source.path.ends_with(".rs");
        if !is_server || source.is_test || source.path == LIST {
            continue;
        }
        for (number, line) in product_lines(&source.text) {
            let code = line.split("//").next().unwrap_or_default();
            let is_known = BESIDE_THE_LIST
                .iter()
                .any(|(path, known)| *path == source.path && code.trim_end().ends_with(known));
            if is_known {
                continue;
            }
            if let Some(name) = REGISTERS.iter().find(|name| code.contains(**name)) {
                broken.push(Broken::at(
                    source,
                    number,
                    format!("`{name}`: only {LIST} registers routes; list it with `routes!`"),
                ));
            }
        }
    }
    broken
}

fn find(
    sources: &[Source],
    applies: impl Fn(&str) -> bool,
    names: &[&str],
    why: &str,
) -> Vec<Broken> {
    let mut broken = Vec::new();
    let rust =
        |source: &&Source| source.path.ends_with(".rs") && !source.is_test && applies(&source.path);
    for source in sources.iter().filter(rust) {
        for (number, line) in product_lines(&source.text) {
            let code = line.split("//").next().unwrap_or_default();
            if let Some(name) = names.iter().find(|name| mentions(code, name)) {
                broken.push(Broken::at(source, number, format!("`{name}`: {why}")));
            }
        }
    }
    broken
}

/// The lines before a file's test module; tests may use what the product may not. A test module that stands in its own
/// file ends nothing.
fn product_lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let lines: Vec<&str> = text.lines().collect();
    let end = lines
        .iter()
        .zip(lines.iter().skip(1))
        .position(|(line, next)| line.trim() == "#[cfg(test)]" && !next.trim().ends_with(';'));
    let end = end.unwrap_or(lines.len());
    lines
        .into_iter()
        .take(end)
        .enumerate()
        .map(|(index, line)| (index + 1, line))
}

/// Whether a line of code names a path: `name::`, `use name;`, `name(`, never a part of a longer name.
fn mentions(code: &str, name: &str) -> bool {
    code.match_indices(name).any(|(start, _)| {
        let before = code[..start].chars().next_back();
        let after = &code[start + name.len()..];
        let begins = before.is_none_or(|letter| {
            !letter.is_alphanumeric() && !matches!(letter, '_' | '"' | ':' | '.' | '-')
        });
        let is_path =
            after.starts_with("::") || after.starts_with(';') || after.starts_with(" as ");
        let is_call =
            name.contains("::") && !after.starts_with(|c: char| c.is_alphanumeric() || c == '_');
        begins && (is_path || is_call)
    })
}

#[cfg(test)]
mod tests {
    use super::super::source;
    use super::*;

    #[test]
    fn the_wire_contract_may_not_open_files() {
        let text = "//! Ids.\nuse std::fs;\n#[cfg(test)]\nmod tests { use std::fs; }\n";
        let broken = narrow_crates(&[source("server/protocol/src/ids.rs", text)]);
        assert_eq!(broken.len(), 1);
        assert_eq!(broken[0].line, 2);
    }

    #[test]
    fn the_product_goes_on_behind_a_test_module_of_its_own_file() {
        let text = "#[cfg(test)]\nmod golden;\nuse std::fs;\n";
        let broken = narrow_crates(&[source("server/protocol/src/ids.rs", text)]);
        assert_eq!(broken[0].line, 3);
    }

    #[test]
    fn a_narrow_crate_may_not_depend_on_the_meeting() {
        let manifest = "[dependencies]\nnghisu-protocol.workspace = true\n";
        assert_eq!(
            narrow_crates(&[source("server/pades/Cargo.toml", manifest)]).len(),
            1
        );
        assert!(narrow_crates(&[source("server/Cargo.toml", manifest)]).is_empty());
    }

    #[test]
    fn actix_stays_behind_its_doors() {
        let text = "use actix_web::HttpRequest;\n";
        for open in [
            "identity/http.rs",
            "http/errors.rs",
            "live/session.rs",
            "identity/http/people.rs",
        ] {
            assert!(
                framework_doors(&[source(&format!("server/src/{open}"), text)]).is_empty(),
                "{open}"
            );
        }
        assert_eq!(
            framework_doors(&[source("server/src/identity/service.rs", text)]).len(),
            1
        );
    }

    #[test]
    fn the_database_stays_behind_its_doors() {
        let text = "fn f(e: sea_orm::DbErr) {}\n";
        for open in [
            "identity/store.rs",
            "entity/person.rs",
            "db.rs",
            "live/log.rs",
        ] {
            assert!(
                framework_doors(&[source(&format!("server/src/{open}"), text)]).is_empty(),
                "{open}"
            );
        }
        assert_eq!(
            framework_doors(&[source("server/src/identity/service.rs", text)]).len(),
            1
        );
    }

    #[test]
    fn an_error_may_wrap_the_databases_and_know_nothing_else_of_it() {
        let path = "server/src/identity/error.rs";
        assert!(framework_doors(&[source(path, "use sea_orm::DbErr;\n")]).is_empty());
        assert_eq!(
            framework_doors(&[source(path, "use sea_orm::{DbErr, Set};\n")]).len(),
            1
        );
    }

    #[test]
    fn a_model_may_not_ask_the_clock() {
        for text in [
            "let now = Instant::now();\n",
            "use rand::Rng;\n",
            "let id = Uuid::new_v4();\n",
            "use leptos::prelude::*;\n",
        ] {
            assert_eq!(
                pure_modules(&[source("app/src/ink/model.rs", text)]).len(),
                1,
                "{text}"
            );
            assert!(pure_modules(&[source("app/src/ink/view.rs", text)]).is_empty());
        }
    }

    #[test]
    fn a_route_past_the_list_is_found() {
        let server = "server/src/server.rs";
        for text in [
            "            .service(web::resource(\"/x\").to(f))\n",
            "            .route(\"/x\", web::get().to(f))\n",
            "#[get(\"/x\")]\nasync fn f() {}\n",
            "    #[actix_web::post(\"/x\")]\n",
            "            .configure(http::debug::configure)\n",
            "            .configure(http::route::configure).service(f)\n",
            "            .default_service(web::to(f))\n",
            "let second = HttpServer::new(|| App::new());\n",
        ] {
            assert_eq!(unlisted_routes(&[source(server, text)]).len(), 1, "{text}");
        }
        let known = BESIDE_THE_LIST
            .map(|(_, code)| format!("    {code}\n"))
            .concat();
        assert!(unlisted_routes(&[source(server, &known)]).is_empty());
        assert_eq!(
            unlisted_routes(&[source("server/src/mail/http.rs", &known)]).len(),
            BESIDE_THE_LIST.len()
        );
        let list = "config.service(resource.route(route));\n";
        assert!(unlisted_routes(&[source(LIST, list)]).is_empty());
        let service = "let service = state.identity.service; // .route(\n";
        assert!(unlisted_routes(&[source(server, service)]).is_empty());
    }

    #[test]
    fn a_longer_name_a_comment_and_a_string_are_no_finding() {
        for text in [
            "use operand::Kind;\n",
            "// rand::random would be wrong here\n",
            "let s = \"rand::x\";\n",
        ] {
            assert!(
                pure_modules(&[source("app/src/ink/model.rs", text)]).is_empty(),
                "{text}"
            );
        }
    }
}
