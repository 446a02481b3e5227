//! Stars for keys and tokens in words that come from elsewhere, such as an answer of the API.
//!
//! It gets the words as they are shown: whatever was escaped is decoded before.

use std::ops::Range;

use super::ApiKey;
use super::plain;
use super::shape::{is_key_char, runs};
use super::token::{MIN_ID, SECRET_LENGTH, secret_behind};
use crate::characters::{is_space, is_unseen, narrow};

/// The text with a star for each character of the account's own key whatever its shape, of all that has the shape of a
/// key or of a bot token, and of values of `api_key`; everything else stays as it was, line ends too. Characters that
/// are not seen do not hide one.
pub fn masked(text: &str, own: Option<&ApiKey>) -> String {
    let visible = plain(text);
    let mut hidden = vec![false; visible.len()];
    let secrets = own_key(&visible, own).chain(keys(&visible)).chain(tokens(&visible)).chain(parameters(&visible));
    for place in secrets {
        hidden.get_mut(place).into_iter().flatten().for_each(|hide| *hide = true);
    }
    if !hidden.contains(&true) {
        return text.to_owned();
    }
    // Bytes of the visible text and characters of the shown one go side by side; unseen ones pass between.
    let mut at = 0;
    let star = |c: char| {
        if is_unseen(c) {
            return c;
        }
        let hide = hidden.get(at).copied().unwrap_or_default();
        at += narrow(c).len_utf8();
        if hide { '*' } else { c }
    };
    text.chars().map(star).collect()
}

fn own_key<'a>(text: &'a str, own: Option<&'a ApiKey>) -> impl Iterator<Item = Range<usize>> + 'a {
    let places = own.into_iter().flat_map(|key| text.match_indices(key.expose()));
    places.map(|(start, key)| start..start + key.len())
}

fn keys(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    runs(text).map(|(start, run)| start..start + run.len())
}

/// Bot tokens, badly copied ones too, also glued to other letters as in `/bot123456:…`, and with the colon percent-encoded.
fn tokens(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let lower = text.to_ascii_lowercase();
    let places = |colon: &'static str| lower.match_indices(colon).map(move |(at, _)| at..at + colon.len());
    let colons: Vec<Range<usize>> = [":", "%3a"].into_iter().flat_map(places).collect();
    colons.into_iter().filter_map(|colon| {
        let (before, after) = (text.get(..colon.start)?, text.get(colon.end..)?);
        let digits = before.bytes().rev().take_while(u8::is_ascii_digit).count();
        let secret = after.bytes().take_while(|b| is_key_char(char::from(*b))).count();
        let whole = (digits >= MIN_ID && secret >= SECRET_LENGTH).then_some(secret);
        let secret = whole.max(secret_behind(after, digits))?;
        Some(colon.start - digits..colon.end + secret)
    })
}

/// What follows `api_key` and an equals sign (also a percent-encoded one) or a colon, as in an address or in JSON. A
/// value ends where an address, a quotation or a word ends, without the punctuation after it. A name inside a value is a
/// part of it: every value is looked through once, however often the name is there.
fn parameters(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    const NAME: &str = "api_key";
    let names: Vec<usize> = text.to_ascii_lowercase().match_indices(NAME).map(|(at, _)| at).collect();
    let mut looked_through = 0;
    names.into_iter().filter_map(move |name| {
        let after = text.get(name + NAME.len()..).filter(|_| name >= looked_through)?;
        let separated = after.trim_start_matches(['"', '\'', ' ']).trim_start_matches("%3D").trim_start_matches("%3d");
        let value = separated.trim_start_matches(['=', ':', ' ', '"', '\'']);
        let apart = after.get(..after.len() - value.len())?.contains(['=', ':', '%']);
        let start = text.len() - value.len();
        if !apart {
            return None;
        }
        let length = value.find(|c: char| is_space(c) || "&#\"'`<>".contains(c)).unwrap_or(value.len());
        looked_through = start + length;
        let bare = value.get(..length)?.trim_end_matches([')', ']', '}', ',', ';', '.']);
        Some(start..start + bare.len())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::credentials::find;

    const KEY: &str = "fake-key-0000000000000000000000000000001";
    const TOKEN: &str = "123456:fake-token-000000000000000000000001";

    #[test]
    fn keys_and_tokens_become_stars_wherever_they_stand() {
        let stars = "*".repeat(40);
        for (text, shown) in [
            (KEY.to_owned(), stars.clone()),
            (format!("Bad key {KEY}\nsee “{KEY}”."), format!("Bad key {stars}\nsee “{stars}”.")),
            (format!("/bots?api_key=short-one&x={KEY}"), format!("/bots?api_key=*********&x={stars}")),
            ("{\"api_key\": \"short-one\", \"x\": 1}".to_owned(), "{\"api_key\": \"*********\", \"x\": 1}".to_owned()),
            ("API_KEY=a,b#x api_key=c%2Fd).".to_owned(), "API_KEY=***#x api_key=*****).".to_owned()),
            (TOKEN.replace(':', "%3A") + " " + &TOKEN.replace(':', "%3a"), format!("{0} {0}", "*".repeat(44))),
            (format!("api_key%3D{KEY}%26x"), format!("api_key%3D{}", "*".repeat(44))),
            (format!("to%3D{KEY} \\n{KEY}"), format!("to%3D{stars} \\n{stars}")),
            (
                format!("https://api.telegram.org/bot{TOKEN}/getMe"),
                format!("https://api.telegram.org/bot{}/getMe", "*".repeat(42)),
            ),
            (format!("{}\u{200b}{}", &KEY[..7], &KEY[7..]), format!("{}\u{200b}{}", &stars[..7], &stars[7..])),
        ] {
            assert_eq!(masked(&text, None), shown);
        }
    }

    #[test]
    fn what_a_screen_does_not_draw_hides_no_credential() {
        for unseen in
            ["\u{200b}", "\u{2066}", "\u{0}", "\u{ad}", "\u{fe0f}", "\u{fff0}", "\u{e0000}", "\u{e0041}", "\u{e0fff}"]
        {
            for secret in [KEY, TOKEN, "api_key=fake-short"] {
                let text: String = secret.chars().flat_map(|c| [c.to_string(), unseen.to_owned()]).collect();
                let shown = masked(&text, None).replace(unseen, "");
                assert!(!shown.contains("fake"), "{unseen:?}: {shown}");
            }
        }
    }

    #[test]
    fn full_width_characters_hide_no_credential() {
        let wide = |c: char| char::from_u32(u32::from(c) + 0xfee0).unwrap();
        for secret in [KEY, TOKEN] {
            let text: String = secret.chars().map(wide).collect();
            assert_eq!(
                masked(&format!("é{text}ｘ.").replace("ｘ", " x"), None),
                format!("é{} x.", "*".repeat(secret.len()))
            );
        }
    }

    #[test]
    fn what_is_deleted_as_a_token_is_masked_as_one() {
        let secret = "AAFb7-x9Qm2Lk4Zt8Rv1Ws6Yd3Hn5Jc0Pg_";
        for token in [
            format!("12345678:{secret}"),
            format!("12345678:{}", &secret[1..]),
            format!("12345678:{}", &secret[..33]),
            format!("12345678:{secret}Kp"),
            format!("12345678: {secret}"),
            format!("12345678:{} {}", &secret[..17], &secret[17..]),
            format!("12345678:{}", secret.replace('-', "—")),
        ] {
            for (before, after) in
                [("", ""), ("Send it to ", " and wait.\nThen go on."), ("{\"token\":\"", "\"}"), ("x", "")]
            {
                let text = format!("{before}{token}{after}");
                assert!(find(&text).is_some(), "{text}");
                let shown = masked(&text, None);
                assert!(!shown.contains("Qm2Lk4") && !shown.contains("Jc0P"), "{shown}");
                assert!(shown.starts_with(before) && shown.ends_with(after), "{shown}");
            }
        }
    }

    #[test]
    fn the_own_key_is_hidden_whatever_its_shape() {
        let own = ApiKey::parse("an/odd+key").unwrap();
        assert_eq!(masked("x an/odd+key, éan/odd+key\u{feff}y", Some(&own)), "x **********, é**********\u{feff}y");
        let own = ApiKey::parse(KEY).unwrap();
        assert_eq!(masked(&format!("x{KEY}y"), Some(&own)), format!("x{}y", "*".repeat(40)));
    }

    /// By the square of their number this would take minutes.
    #[test]
    fn a_long_text_of_names_and_values_is_looked_through_once() {
        let many = 50_000;
        for (text, value) in [("api_key=", 0), ("api_key=x&", 1), ("api_key ", 0), ("api_key%3Dx ", 1)] {
            let shown = masked(&text.repeat(many), None);
            let stars = shown.bytes().filter(|byte| *byte == b'*').count();
            match text.contains(['&', ' ']) {
                true => assert_eq!(stars, value * many),
                false => assert_eq!(stars, text.len() * (many - 1), "all after the first sign is one value"),
            }
        }
        assert_eq!(masked("api_key=my_api_key_1 x", None), "api_key=************ x");
    }

    #[test]
    fn everything_else_stays_as_it_was() {
        for text in [
            "",
            "Bot not found\n\nTry again \u{202e}🙂 2792787:123, 12:30",
            "api_key is missing",
            "550e8400-e29b-41d4-a716-446655440000",
            "no own key here",
        ] {
            assert_eq!(masked(text, ApiKey::parse("something-else").as_ref()), text);
        }
    }
}
