//! How an answer to a request for a route is read (contract, 14.4).
//!
//! A server of this kind finds the route before it looks at the key: 401 means that one is there, a bare 404 that none
//! is. Whatever is in doubt proves nothing.

use serde_json::Value;

use super::ask::Answer;
use crate::api::ApiError;
use crate::api::call::error::{failure_fields, inside, leads_nowhere};

/// What an answer says about the route. Numbers are statuses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Verdict {
    /// One is there.
    Route(u16),
    /// One is there, and did what it was asked.
    Accepted(u16),
    /// None is there.
    NoRoute(u16),
    /// It does not say.
    Unclear(String),
}

/// Reads an answer that does not ask to wait.
pub(super) fn read(answer: &Answer) -> Verdict {
    let status = answer.status;
    // JSON of any kind; null for what has no fields.
    let body = failure_fields(&answer.body).ok();
    let refusal = body.as_ref().and_then(inside);
    match status {
        401 => Verdict::Route(status),
        200..300 => success(status, &answer.body, body.as_ref(), refusal.is_some()),
        404 | 405 if leads_nowhere(status, &answer.body) || refusal.as_ref().is_some_and(is_bare) => {
            Verdict::NoRoute(status)
        }
        400 | 404 | 422 if refusal.is_some() => Verdict::Route(status),
        300..400 => Verdict::Unclear(format!("status {status}, a redirect")),
        _ => Verdict::Unclear(format!("status {status}")),
    }
}

fn success(status: u16, bytes: &[u8], body: Option<&Value>, refused: bool) -> Verdict {
    match body {
        Some(_) if refused => Verdict::Route(status),
        Some(_) => Verdict::Accepted(status),
        None if bytes.is_empty() => Verdict::Accepted(status),
        None => Verdict::Unclear(format!("status {status}, not JSON")),
    }
}

/// "Not found" that names no thing is what a server says of an address.
fn is_bare(refusal: &ApiError) -> bool {
    let Some(words) = refusal.words() else { return *refusal != ApiError::KeyRejected };
    let words = words.verbatim().trim().trim_end_matches(['.', '!']).to_lowercase();
    ["", "not found", "404", "404 not found"].contains(&words.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_as(status: u16, body: &str) -> Verdict {
        read(&Answer { status, retry_after: None, body: body.into() })
    }

    fn unclear(verdict: &Verdict) -> bool {
        matches!(verdict, Verdict::Unclear(_))
    }

    #[test]
    fn a_refused_key_or_a_missing_thing_means_that_a_route_is_there() {
        let sign_in = r#"{"errors":["You need to sign in or sign up before continuing."]}"#;
        for (status, body) in [
            (401, sign_in),
            (401, ""),
            (200, sign_in),
            (404, r#"{"error":"Bot not found"}"#),
            (404, sign_in),
            (422, r#"{"errors":{"email":["is missing"]}}"#),
            (400, r#"{"error":"param is missing or the value is empty: bot"}"#),
        ] {
            assert_eq!(read_as(status, body), Verdict::Route(status), "{status} {body}");
        }
    }

    #[test]
    fn a_bare_404_means_that_none_is() {
        for (status, body) in [
            (404, ""),
            (404, "<html>The page you were looking for doesn't exist</html>"),
            (404, r#"{"status":404,"error":"Not Found"}"#),
            (404, r#"{"error":"Not found."}"#),
            (404, "{}"),
            (405, ""),
        ] {
            assert_eq!(read_as(status, body), Verdict::NoRoute(status), "{status} {body}");
        }
    }

    #[test]
    fn whatever_else_comes_proves_nothing() {
        for (status, body) in [
            (403, r#"{"error":"Bot is protected"}"#),
            (302, ""),
            (500, ""),
            (503, r#"{"error":"x"}"#),
            (200, "<html>Sign in</html>"),
            (400, "<html>Bad Request</html>"),
            (422, ""),
            (418, ""),
        ] {
            assert!(unclear(&read_as(status, body)), "{status} {body}");
        }
        assert_eq!(read_as(200, "true"), Verdict::Accepted(200));
        assert_eq!(read_as(204, ""), Verdict::Accepted(204));
    }
}
