//! Where a text is in the answers and the code of a bot's commands, and what another one in its place would make of them.
//!
//! Owns the bounds: how much it would be is computed before anything of it is made. It walks texts of megabytes: its work
//! is done beside the threads that answer people. What is shown is masked, what is written is not.

use std::hash::{DefaultHasher, Hash as _};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::plan::Seen;
use super::steps::Step;
use super::wanted::MAX_TEXT;
use crate::api::{ApiText, Command, CommandField, CommandFields, CommandTree};
use crate::credentials::ApiKey;
use crate::text::one_line;

/// Most places of one replacement.
pub(super) const MAX_PLACES: usize = 100_000;
/// Most that all steps of one replacement hold, bytes: the fields as they were and as they will be, as JSON.
pub(super) const MAX_WRITTEN: usize = 16 * 1024 * 1024;
/// Longest answer, characters: the app's own check (contract, 5).
const MAX_ANSWER: usize = 4_096;
/// Characters shown before and behind a place, and of a text that is repeated.
const AROUND: usize = 24;
pub(super) const MAX_ECHO: usize = 40;

/// What is to be replaced, as a note holds it.
#[derive(Serialize, Deserialize)]
pub(super) struct Words {
    pub(super) find: String,
    pub(super) with: String,
}

impl Words {
    /// The new words as a person sees them, on one line and shortened.
    pub(super) fn replacement(&self, key: &ApiKey) -> String {
        on_one_line(&ApiText::from(self.with.as_str()).shown(key)).chars().take(MAX_ECHO).collect()
    }
}

/// Why nothing is replaced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TooMuch {
    /// More than [`MAX_PLACES`].
    Places,
    /// More than [`MAX_WRITTEN`].
    Texts,
}

/// What is found. It holds numbers; the texts stay in the tree.
pub(super) struct Found {
    tree: Arc<CommandTree>,
    words: Arc<Words>,
    commands: Vec<Changed>,
    left_out: Vec<usize>,
    /// All places together.
    pub(super) places: usize,
    /// What is seen of it: another number when anything of it is another.
    pub(super) seen: Seen,
}

/// A command in which something is found.
struct Changed {
    /// Its place in the tree.
    at: usize,
    /// The fields, and how many places each has.
    fields: Vec<(CommandField, usize)>,
}

/// A place to be shown.
pub(super) struct Hit {
    /// The place of its command in the tree.
    pub(super) command: usize,
    pub(super) field: CommandField,
    /// From 1.
    pub(super) line: usize,
    /// The texts before, at and behind it, with secrets starred.
    pub(super) texts: [String; 3],
}

/// How much a field would be with another text in all its places.
#[derive(Debug, PartialEq, Eq)]
struct Size {
    characters: usize,
    /// Bytes of JSON.
    written: usize,
}

impl Size {
    /// `None` when it is no number.
    fn of(text: &str, places: usize, words: &Words) -> Option<Self> {
        let measured = |measure: fn(&str) -> usize| {
            let kept = measure(text).checked_sub(places.checked_mul(measure(&words.find))?)?;
            kept.checked_add(places.checked_mul(measure(&words.with))?)
        };
        Some(Self { characters: measured(|text| text.chars().count())?, written: measured(written)? })
    }

    fn fits(&self, field: CommandField) -> bool {
        self.characters <= if field == CommandField::Answer { MAX_ANSWER } else { MAX_TEXT }
    }
}

/// Bytes of a text as JSON.
fn written(text: &str) -> usize {
    let of = |byte: u8| match byte {
        b'"' | b'\\' | b'\n' | b'\r' | b'\t' | 0x08 | 0x0c => 2,
        0..0x20 => 6,
        _ => 1,
    };
    text.bytes().map(of).sum()
}

impl Found {
    /// Finds a text, and what replacing it would take. Nothing of that is made.
    pub(super) fn of(tree: &Arc<CommandTree>, words: &Arc<Words>) -> Result<Self, TooMuch> {
        let (mut commands, mut left_out, mut places, mut bytes) = (Vec::new(), Vec::new(), 0_usize, 0_usize);
        let mut hasher = DefaultHasher::new();
        (&words.find, &words.with).hash(&mut hasher);
        for (at, command) in tree.commands.iter().enumerate() {
            let fields = in_command(command, &words.find);
            let sized = |(field, places): &(CommandField, usize)| {
                let text = text_of(command, *field);
                let size = Size::of(text, *places, words).filter(|size| size.fits(*field))?;
                written(text).checked_add(size.written)
            };
            if fields.is_empty() {
                continue;
            }
            let Some(all) = fields.iter().map(sized).collect::<Option<Vec<_>>>() else {
                left_out.push(at);
                continue;
            };
            places = fields.iter().fold(places, |all, (_, places)| all.saturating_add(*places));
            bytes = all.into_iter().fold(bytes, usize::saturating_add);
            if places > MAX_PLACES {
                return Err(TooMuch::Places);
            }
            if bytes > MAX_WRITTEN {
                return Err(TooMuch::Texts);
            }
            command.id.hash(&mut hasher);
            fields.iter().for_each(|(field, places)| (places, text_of(command, *field)).hash(&mut hasher));
            commands.push(Changed { at, fields });
        }
        let seen = Seen::of(&hasher, false);
        Ok(Self { tree: Arc::clone(tree), words: Arc::clone(words), commands, left_out, places, seen })
    }

    /// How many commands it is in.
    pub(super) fn commands(&self) -> usize {
        self.commands.len()
    }

    /// Commands that would break a rule, and stay as they are.
    pub(super) fn left_out(&self) -> impl ExactSizeIterator<Item = Option<&Command>> {
        self.left_out.iter().map(|at| self.tree.commands.get(*at))
    }

    /// What is done, command by command: one is made when it is asked for.
    pub(super) fn steps(&self) -> impl Iterator<Item = Step> {
        let Words { find, with } = &*self.words;
        self.commands.iter().filter_map(move |one| {
            let command = self.tree.commands.get(one.at)?;
            let (mut before, mut change) = (CommandFields::default(), CommandFields::default());
            for (field, _) in &one.fields {
                let text = text_of(command, *field);
                before.put(*field, text);
                change.put(*field, &text.replace(find, with));
            }
            let name = command.command.as_ref().map(ApiText::verbatim).unwrap_or_default().to_owned();
            Some(Step::Change { command: command.id.get(), name, change, before })
        })
    }

    /// So many places at most, from this one, which is counted from 0. Each field is masked and walked once.
    pub(super) fn hits(&self, from: usize, most: usize, key: &ApiKey) -> Vec<Hit> {
        let (mut from, mut hits) = (from, Vec::new());
        let fields = self.commands.iter().flat_map(|one| one.fields.iter().map(|field| (one.at, field)));
        for (command, (field, places)) in fields {
            if hits.len() >= most {
                break;
            }
            if from >= *places {
                from -= places;
                continue;
            }
            let left = most - hits.len();
            let text = self.tree.commands.get(command).and_then(|command| source(command, *field));
            let shown = in_text(text, &self.words.find, (from, left), key);
            hits.extend(shown.into_iter().map(|(line, texts)| Hit { command, field: *field, line, texts }));
            from = 0;
        }
        hits
    }
}

fn source(command: &Command, field: CommandField) -> Option<&ApiText> {
    match field {
        CommandField::Answer => command.answer.as_ref(),
        CommandField::Code => command.code.as_ref(),
        _ => None,
    }
}

fn text_of(command: &Command, field: CommandField) -> &str {
    source(command, field).map(ApiText::verbatim).unwrap_or_default()
}

/// The fields of a command in which a text is, and in how many places. Letters of either case differ.
fn in_command(command: &Command, find: &str) -> Vec<(CommandField, usize)> {
    if find.is_empty() {
        return Vec::new();
    }
    let fields = [CommandField::Answer, CommandField::Code].into_iter();
    let counted = fields.map(|field| (field, text_of(command, field).matches(find).count()));
    counted.filter(|(_, places)| *places > 0).collect()
}

/// The line of each place, and the texts before, at and behind it: from the place of this number, so many at most.
fn in_text(
    text: Option<&ApiText>,
    find: &str,
    (from, most): (usize, usize),
    key: &ApiKey,
) -> Vec<(usize, [String; 3])> {
    let Some(text) = text else { return Vec::new() };
    // Masked character by character, and before it is cut: places stay where they were.
    let masked = text.shown(key);
    let (text, length) = (text.verbatim(), find.chars().count());
    let mut walk = Walk { text: &masked, at: 0, line: 1, line_from: 0 };
    let mut hits = Vec::new();
    let mut last = 0;
    for (at, _) in text.match_indices(find).skip(from).take(most) {
        walk.forward(text.get(last..at).unwrap_or_default().chars().count());
        last = at;
        hits.push((walk.line, walk.around(length)));
    }
    hits
}

/// A way through a text, from its beginning to its end.
struct Walk<'t> {
    text: &'t str,
    /// Bytes from its beginning, here and where the line begins.
    at: usize,
    line_from: usize,
    /// From 1.
    line: usize,
}

impl Walk<'_> {
    fn forward(&mut self, characters: usize) {
        for sign in self.text.get(self.at..).unwrap_or_default().chars().take(characters) {
            self.at += sign.len_utf8();
            if sign == '\n' {
                (self.line, self.line_from) = (self.line + 1, self.at);
            }
        }
    }

    /// The texts before, at and behind this place of so many characters.
    fn around(&self, length: usize) -> [String; 3] {
        let before = self.text.get(self.line_from..self.at).unwrap_or_default();
        let begin = before.char_indices().rev().take(AROUND).last().map_or(before.len(), |(at, _)| at);
        let rest = self.text.get(self.at..).unwrap_or_default();
        let found: String = rest.chars().take(length.min(MAX_ECHO)).collect();
        let behind: String = rest.chars().skip(length).take(AROUND).take_while(|sign| *sign != '\n').collect();
        [before.get(begin..).unwrap_or_default(), &found, &behind].map(on_one_line)
    }
}

/// A part of a text on one line, with the spaces at its ends.
fn on_one_line(part: &str) -> String {
    let between = one_line(&format!("|{part}|"), 2 * MAX_ECHO);
    between.trim_start_matches('|').trim_end_matches('|').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn tree(commands: &[(&str, String)]) -> Arc<CommandTree> {
        let command = |(id, (answer, code)): (usize, &(&str, String))| {
            serde_json::from_value(json!({"id": id + 1, "command": "/a", "answer": answer, "code": code})).unwrap()
        };
        let commands = commands.iter().enumerate().map(command).collect();
        Arc::new(CommandTree { commands, folders: Vec::new(), read_at: chrono::Utc::now() })
    }

    fn words(find: &str, with: &str) -> Arc<Words> {
        Arc::new(Words { find: find.to_owned(), with: with.to_owned() })
    }

    fn key() -> ApiKey {
        ApiKey::parse("FAKE-own-key-FAKE-own-key-FAKE-own-00001").unwrap()
    }

    #[test]
    fn a_size_is_computed_as_it_would_be() {
        for (text, find, with) in [
            ("été Été été", "été", "\"\n\u{1}"),
            ("aaaa", "aa", ""),
            ("a\tb\u{7f}\\", "\t", "😀😀"),
            ("x", "x", &"y".repeat(5_000)),
        ] {
            let words = words(find, with);
            let size = Size::of(text, text.matches(find).count(), &words).unwrap();
            let whole = text.replace(find, with);
            let written = serde_json::to_string(&whole).unwrap().len() - 2;
            assert_eq!(size, Size { characters: whole.chars().count(), written });
        }
        assert_eq!(Size::of("a", usize::MAX, &words("a", "b")), None);
        assert_eq!(Size::of("", 1, &words("a", "b")), None);
    }

    #[test]
    fn four_gigabytes_are_refused_by_their_numbers() {
        // Each would be 4,000 million characters: none of them is made.
        let tree = tree(&[("", "a".repeat(1_000_000)), ("a", String::new())]);
        let found = Found::of(&tree, &words("a", &"b".repeat(4_000))).unwrap();
        assert_eq!((found.places, found.commands(), found.left_out().len()), (1, 1, 1));
        assert_eq!(found.steps().count(), 1);
        assert_eq!(Found::of(&tree, &words("a", "")).err(), Some(TooMuch::Places));
    }

    #[test]
    fn many_that_fit_alone_are_refused_together() {
        let one = ("", "ab".repeat(100));
        let with = words("ab", &"b".repeat(9_000));
        // Each holds 200 bytes before and 900,000 behind.
        let most = MAX_WRITTEN / 900_200;
        assert!(Found::of(&tree(&vec![one.clone(); most]), &with).is_ok());
        assert_eq!(Found::of(&tree(&vec![one; most + 1]), &with).err(), Some(TooMuch::Texts));
    }

    #[test]
    fn places_are_found_in_order_and_replaced_as_they_are_written() {
        let tree = tree(&[("été Été été", "n\nthé été\tx\n".to_owned()), ("no", "été".to_owned())]);
        let found = Found::of(&tree, &words("été", "")).unwrap();
        let key = key();
        let seen = |from, most| -> Vec<(usize, usize, String)> {
            let hits = found.hits(from, most, &key);
            hits.into_iter().map(|hit| (hit.command, hit.line, hit.texts.join("|"))).collect()
        };
        let all = seen(0, 9);
        assert_eq!(all.len(), found.places);
        assert_eq!(all[1], (0, 1, "été Été |été|".to_owned()));
        assert_eq!((all[2].1, all[3].0), (2, 1));
        for from in 0..5 {
            assert_eq!(seen(from, 2), all.iter().skip(from).take(2).cloned().collect::<Vec<_>>());
        }
        let steps: Vec<Step> = found.steps().collect();
        let Step::Change { change, before, .. } = &steps[0] else { panic!() };
        assert_eq!(change.text(CommandField::Answer), Some(" Été ".into()));
        assert_eq!(before.text(CommandField::Code), Some("n\nthé été\tx\n".into()));
        let Step::Change { change, .. } = &steps[1] else { panic!() };
        assert_eq!(change.all().collect::<Vec<_>>(), [CommandField::Code]);
        assert_ne!(found.seen, Found::of(&tree, &words("été", "x")).unwrap().seen);
        assert_eq!(Found::of(&tree, &words("", "x")).unwrap().places, 0);
    }

    #[test]
    fn secrets_are_starred_before_a_text_is_cut() {
        let secret = "987654:FAKE-token-FAKE-token-FAKE-token-00";
        let tree = tree(&[("", format!("t='{secret}' t={secret}"))]);
        let found = Found::of(&tree, &words("token", "x")).unwrap();
        assert!(found.hits(0, 99, &key()).iter().all(|hit| !hit.texts.concat().contains("FAKE")));
    }
}
