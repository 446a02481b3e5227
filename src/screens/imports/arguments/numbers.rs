//! Numbers as people write them, with thousands apart: all readings of a row of digits.
//!
//! Owns grouping. It must not know what the numbers are for.

use crate::characters::is_space;

/// Longest number: every one of 18 digits fits an `i64`.
const MAX_DIGITS: usize = 18;
/// More blocks than bots and tasks have thousands; the rest is no number of ours.
const MAX_BLOCKS: usize = 10;

/// Digits in a row, as ASCII, and what stands between them and the block before.
#[derive(Debug, Clone)]
pub(super) struct Block {
    pub(super) digits: String,
    pub(super) gap: String,
}

/// All ways of reading blocks that follow each other, the likeliest first. None when a number is too long for any.
pub(super) fn readings(blocks: &[Block]) -> Vec<Vec<i64>> {
    let mut all = Vec::new();
    for numbers in segmentations(blocks.get(..MAX_BLOCKS).unwrap_or(blocks)) {
        let read: Option<Vec<i64>> = numbers.iter().map(|number| value(number)).collect();
        if let (Some(cost), Some(read)) = (cost(&numbers), read) {
            all.push((read.len().max(2), cost, read));
        }
    }
    all.sort();
    // Where two numbers or one can be meant, more are not.
    let fewest = all.first().map_or(0, |(count, ..)| *count);
    all.into_iter().filter(|(count, ..)| *count == fewest).map(|(.., read)| read).collect()
}

type Number<'a> = &'a [Block];

/// Every way of cutting the blocks into numbers that are written right.
fn segmentations(blocks: &[Block]) -> Vec<Vec<Number<'_>>> {
    let Some(most) = (1..=blocks.len()).rev().find(|length| is_number(blocks.get(..*length).unwrap_or_default()))
    else {
        return vec![Vec::new()];
    };
    let mut all = Vec::new();
    for length in 1..=most {
        let Some((first, rest)) = blocks.split_at_checked(length).filter(|(first, _)| is_number(first)) else {
            continue;
        };
        for mut others in segmentations(rest) {
            others.insert(0, first);
            all.push(others);
        }
    }
    all
}

/// One block, or groups of three after the first, with the same sign between all.
fn is_number(blocks: Number<'_>) -> bool {
    let Some((first, groups)) = blocks.split_first() else { return false };
    let sign = groups.first().and_then(sign);
    groups.is_empty()
        || (first.digits.len() <= 3
            && !first.digits.starts_with('0')
            && sign.is_some()
            && groups.iter().all(|group| group.digits.len() == 3 && self::sign(group) == sign))
}

/// The sign before a block that can part thousands; every space is the same.
fn sign(block: &Block) -> Option<char> {
    let mut characters = block.gap.chars();
    let only = characters.next().filter(|_| characters.next().is_none())?;
    let only = if is_space(only) && only != '\n' { ' ' } else { only };
    matches!(only, ' ' | '.' | ',' | '_' | '\'' | '’' | '٬' | '·').then_some(only)
}

/// How unlikely it is to write the numbers so; nothing when nobody does.
fn cost(numbers: &[Number<'_>]) -> Option<usize> {
    let joined: usize = numbers.iter().filter(|number| matches!(number.len(), 2 | 4..)).count();
    let mut cost = joined;
    for pair in numbers.windows(2) {
        let [left, right] = pair else { continue };
        let Some(between) = right.first().and_then(sign) else { continue };
        let inside = |number: &Number<'_>| number.iter().skip(1).filter(|block| sign(block) == Some(between)).count();
        match (inside(left), inside(right)) {
            (0, 0) | (2.., 0) => {}
            (1, 0) if between == ' ' => cost += 2,
            // The sign that parts the thousands of one number does not part it from another.
            _ => return None,
        }
    }
    Some(cost)
}

fn value(number: Number<'_>) -> Option<i64> {
    let digits: String = number.iter().map(|block| block.digits.as_str()).collect();
    (digits.len() <= MAX_DIGITS).then(|| digits.parse().ok()).flatten()
}
