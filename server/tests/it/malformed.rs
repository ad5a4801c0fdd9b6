//! Whatever a program sends: a route answers what it cannot read or take with a stable code and its sentences, and never
//! with a fault of the server.

use nghisu_protocol::{error::ErrorBody, people::Role};
use nghisu_server::http::route::{self, Access};
use reqwest::Method;

use crate::support::TestApp;

const NOBODY: &str = "00000000-0000-7000-8000-000000000000";

/// What stands in a path where an id or a number is expected.
const PARTS: [&str; 7] = [
    NOBODY,
    "0",
    "-1",
    "99999999999999999999999999999999",
    "bie%CC%82n%20ba%CC%89n",
    "%00",
    "%FF%FE",
];

/// Questions with wrong types, numbers that fit nowhere, names twice, and text that is not composed.
const QUERIES: [&str; 5] = [
    "?q=&query=&symbol=&page=-1&long_edge=-1&from=x&since=-1&old=x&year=x",
    "?q=%00%CC%81&query=%00%CC%81&symbol=%00&long_edge=65535&from=9223372036854775807&to=-9223372036854775808",
    "?since=18446744073709551615&old=0&new=18446744073709551615&year=32767&before=9223372036854775807&limit=4294967295",
    "?year=-32768&sha256=x&edge=70000&column=65535&row=65535&long_edge=2800&q=%F0%9F%92%A9",
    "?q=a&q=b&%FF=%FF&&&=",
];

/// Bodies that are no JSON, or JSON of another shape than any route takes.
fn bodies() -> Vec<Vec<u8>> {
    let long = "ễ".repeat(20_000);
    [
        "",
        "null",
        "[]",
        "{",
        "\"\"",
        "-1",
        "1e999",
        "{}",
        "{\"id\":1,\"name\":[],\"title\":{},\"code\":null,\"size\":-1,\"people\":\"x\"}",
        "{\"size\":18446744073709551616,\"page\":-1,\"at\":9223372036854775808}",
        &format!(
            "{{\"name\":\"{long}\",\"title\":\"{long}\",\"code\":\"{long}\",\"label\":\"{long}\"}}"
        ),
        "{\"name\":\"\\u0000\\u202e\\ud83d\",\"code\":\"\\u0000\"}",
        &"[".repeat(50_000),
    ]
    .iter()
    .map(|text| text.as_bytes().to_vec())
    .chain([vec![0xff, 0xfe, 0x00], b"%PDF-1.7".to_vec()])
    .collect()
}

#[tokio::test]
async fn no_request_that_cannot_be_read_is_a_fault_of_the_server() {
    let app = TestApp::start_with_papers().await;
    let office = app.office().await;
    let bodies = bodies();
    let mut refused = 0;
    for endpoint in route::all() {
        // It would end the session that the walk goes on with.
        if endpoint.path == "/api/v1/sign-out" {
            continue;
        }
        let client = match endpoint.access {
            Access::Roles(roles) if !roles.contains(&Role::Secretary) => &office.administrator,
            _ => &office.secretary,
        };
        let method: Method = endpoint.method.as_str().parse().unwrap();
        let with = |part: &str| {
            let parts = endpoint.path.split('/');
            let filled = parts.map(|own| if own.starts_with('{') { part } else { own });
            filled.collect::<Vec<_>>().join("/")
        };
        let mut requests = Vec::new();
        for part in PARTS {
            requests.push((with(part), b"{}".to_vec()));
        }
        if method == Method::GET {
            let asked = QUERIES.map(|query| format!("{}{query}", with(NOBODY)));
            requests.extend(asked.map(|path| (path, Vec::new())));
        } else {
            requests.extend(bodies.iter().map(|body| (with(NOBODY), body.clone())));
        }
        for (path, body) in requests {
            let shown = String::from_utf8_lossy(&body[..body.len().min(80)]).into_owned();
            let mut request = client.request(method.clone(), &path);
            if method != Method::GET {
                request = request
                    .header("content-type", "application/json")
                    .body(body);
            }
            let answer = client.send(request).await;
            let what = format!("{method} {path} {shown}: {} {}", answer.status, answer.body);
            assert!(!answer.status.is_server_error(), "{what}");
            if answer.status.is_client_error() {
                let read = serde_json::from_str::<ErrorBody>(&answer.body);
                assert!(read.is_ok(), "{what}");
                refused += 1;
            }
        }
    }
    assert!(refused > 500, "{refused}");
}
