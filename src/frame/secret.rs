//! A secret that a person asked to see: how long it is shown, and where it may be.
//!
//! Owns that a view with a secret has no way back, no Refresh and no follow-up, and is made only for who asks now, in
//! private. It must not know how it is sent: that is `telegram/runner/secret.rs`.

use std::fmt;
use std::time::Duration;

use chrono::TimeDelta;
use secrecy::{ExposeSecret as _, SecretString};

use super::row::Row;
use super::visit::Arrival;
use super::{Button, Drawn, House, Press, View, between_us, stamped};
use crate::html;
use crate::link::Spot;
use crate::plain;
use crate::store::Account;
use crate::text::Html;

/// How long a secret is shown. One that was asked for longer ago is not shown any more: after a crash the phone may lie
/// elsewhere.
pub const SHOWN_FOR: Duration = Duration::from_secs(60);

/// Longest part of a secret in one message, UTF-16 units. A message has 4096, and this one has a heading too.
const LONGEST_PART: usize = 3000;

/// What is shown as a spoiler in a message of its own, which deletes itself. Prints nothing.
#[derive(Clone)]
pub struct Secret(SecretString);

impl Secret {
    /// A secret of at most one part; see [`Secret::parts`].
    pub fn new(secret: &str) -> Self {
        Self(secret.into())
    }

    /// A text in parts that fit into a message each.
    pub fn parts(text: &str) -> Vec<&str> {
        let (mut parts, mut rest) = (Vec::new(), text);
        while !rest.is_empty() {
            let mut units = 0;
            let fits = |(at, c): (usize, char)| {
                units += c.len_utf16();
                (units > LONGEST_PART).then_some(at)
            };
            let (part, after) = rest.split_at(rest.char_indices().find_map(fits).unwrap_or(rest.len()));
            parts.push(part);
            rest = after;
        }
        parts
    }

    /// The secret behind a spoiler. For the message that shows it, and for nothing else.
    pub fn spoiler(&self) -> Html {
        Html::spoiler(self.0.expose_secret())
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(***)")
    }
}

impl House {
    /// A view with a secret, as a place drew it. Its buttons are answered in messages of their own: this one will go.
    pub(super) fn finish_secret(
        &self,
        arrival: &Arrival<'_>,
        row: &Row,
        account: Option<&Account>,
        view: View,
    ) -> Drawn {
        let link = stamped(arrival.link, row, account);
        if !arrival.asker.private {
            return Drawn::aside(between_us(arrival.asker, link));
        }
        if !is_asked_now(arrival) {
            let text = arrival.text();
            let again = Button { label: plain!(text, "button-reveal"), press: Press::Go(link, Spot::Below) };
            return Drawn::ending(View::new(html!(text, "secret-late")).row([again]));
        }
        let mut view = view.again(None);
        for press in view.buttons.iter_mut().flatten().map(|button| &mut button.press) {
            if let Press::Go(to, spot) = press {
                (*to, *spot) = (self.stamp(*to, account), Spot::Below);
            }
        }
        let ties = self.ties(arrival, row, account, &view, link);
        Drawn { view, ties }
    }
}

/// Nobody reveals by itself, and no update of long ago does.
fn is_asked_now(arrival: &Arrival<'_>) -> bool {
    let Some(cause) = arrival.cause else { return false };
    let age = TimeDelta::milliseconds(arrival.now().timestamp_millis().saturating_sub(cause.accepted_at));
    age.to_std().unwrap_or_default() < SHOWN_FOR
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_the_whole_and_fit() {
        for text in ["", "x", &"é😀".repeat(4000), &"a".repeat(LONGEST_PART), &"a".repeat(LONGEST_PART + 1)] {
            let parts = Secret::parts(text);
            assert_eq!(parts.concat(), text);
            assert!(parts.iter().all(|part| part.encode_utf16().count() <= LONGEST_PART && !part.is_empty()));
        }
        assert_eq!(Secret::parts(&"a".repeat(LONGEST_PART + 1)).len(), 2);
    }

    #[test]
    fn nothing_prints_a_secret() {
        let view = View::new(Html::escaped("x")).secret(Secret::new("canary"));
        assert!(!format!("{view:?}").contains("canary"));
    }
}
