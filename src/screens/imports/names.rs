//! Which bots a person means by a name, typed by hand and often in part.
//!
//! Owns how names are compared. It must not know where the list comes from.

use crate::characters::{is_unseen, seen};
use crate::ids::BotId;

/// The bots whose name is what was typed; when there is none, those whose name holds it. Case, unseen characters,
/// emoji and other signs make no difference.
pub fn matching(bots: &[(BotId, String)], typed: &str) -> Vec<BotId> {
    let those = |is_meant: &dyn Fn(&str) -> bool| -> Vec<BotId> {
        bots.iter().filter(|(_, name)| is_meant(name)).map(|(id, _)| *id).collect()
    };
    let wanted = words(typed).join(" ");
    if wanted.is_empty() {
        // A name of emoji alone is compared as it is.
        let signs = seen(typed.trim());
        return if signs.is_empty() { Vec::new() } else { those(&|name| seen(name).contains(&signs)) };
    }
    let exact = those(&|name| words(name).join(" ") == wanted);
    if exact.is_empty() { those(&|name| words(name).join(" ").contains(&wanted)) } else { exact }
}

/// The words of a name, in lower case: runs of letters and digits.
pub(super) fn words(name: &str) -> Vec<String> {
    let parts = name.split(|c: char| !is_part_of_a_word(c));
    parts.map(plain).filter(|word| !word.is_empty()).collect()
}

/// A word as it is compared: in lower case, without marks that hang on letters.
pub(super) fn plain(word: &str) -> String {
    word.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Letters and digits of any script, with the marks that hang on them and what is not seen between.
pub(super) fn is_part_of_a_word(c: char) -> bool {
    c.is_alphanumeric()
        || is_unseen(c)
        || matches!(c, '\u{300}'..='\u{36f}' | '\u{591}'..='\u{5c7}' | '\u{64b}'..='\u{65f}' | '\u{900}'..='\u{dff}'
            | '\u{e31}'..='\u{e4e}' | '\u{eb1}'..='\u{ece}' | '\u{102b}'..='\u{103e}' | '\u{17b6}'..='\u{17d3}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bots() -> Vec<(BotId, String)> {
        let names =
            ["My Shop", "My Shop 24", "🌸 Flowers\u{200d} & Co. 🌸", "Магазин", "Bob’s T-Shirts", "🙂🙂", "", "दुकान"];
        names.iter().zip(1..).map(|(name, id)| (BotId::new(id), (*name).to_owned())).collect()
    }

    #[test]
    fn names_are_found_as_people_type_them() {
        for (typed, ids) in [
            ("My Shop", vec![1]),
            ("my\u{a0}shop", vec![1]),
            ("my sh", vec![1, 2]),
            ("SHOP 24", vec![2]),
            ("“flowers & co”", vec![3]),
            ("flo\u{200b}wers", vec![3]),
            ("магаз", vec![4]),
            ("bob's t-shirts", vec![5]),
            ("🙂🙂", vec![6]),
            ("दुकान", vec![8]),
            ("nothing", vec![]),
            ("", vec![]),
            ("\u{200b}", vec![]),
        ] {
            let found: Vec<i64> = matching(&bots(), typed).into_iter().map(BotId::get).collect();
            assert_eq!(found, ids, "{typed}");
        }
    }
}
