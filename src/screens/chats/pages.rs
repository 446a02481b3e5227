//! Reading chats. A bot may have thousands, and whether the list comes in pages is not known (contract, 7 and 13.8): it
//! is read only as far as it is needed, and a server that ignores `page` is recognised by the same chats coming again.

use super::super::bot;
use super::ON_A_PAGE;
use crate::api::{ApiError, Chat};
use crate::frame::{Page, Trouble, Visit};
use crate::ids::{BbChatId, BotId};

/// Most pages of the API that one search reads; an even number.
const MOST: u16 = 60;
/// Most pages of the API that one page of ours is put together from, should they be very short.
const SHORT: usize = 10;

/// A chat, and the page of the API where it was.
pub(super) type Placed = (Chat, Page);

/// The chats of one page of ours.
pub(super) struct Window {
    pub(super) chats: Vec<Placed>,
    /// Where the first of them is in the list, counted from 1.
    pub(super) first: usize,
    /// Whether others come after them.
    pub(super) more: bool,
    /// How many there are in all, where that is known.
    pub(super) all: Option<usize>,
}

/// What a search found.
pub(super) struct Found {
    pub(super) chats: Vec<Placed>,
    /// How many chats it looked at.
    pub(super) seen: usize,
    /// Whether it looked at all.
    pub(super) all: bool,
}

/// The chats of a page of ours: in two calls, or up to two more far behind in a list with long pages.
pub(super) async fn window(visit: &Visit<'_>, bot: BotId, page: Page) -> Result<Window, Trouble> {
    let (one, two) = tokio::join!(read(visit, bot, Page::FIRST), read(visit, bot, Page(1)));
    let (mut one, mut two) = (one?, two?);
    let (begin, size) = (usize::from(page.0) * ON_A_PAGE, one.len());
    // An empty first page ends the list, whatever comes after it.
    if one.is_empty() || is_end(&ids(&one), &two) {
        let chats: Vec<Placed> = placed(one, Page::FIRST).skip(begin).take(ON_A_PAGE).collect();
        return Ok(Window { more: begin + chats.len() < size, chats, first: begin + 1, all: Some(size) });
    }
    let (from, skip) = (begin / size, begin % size);
    let (mut chats, mut last): (Vec<Placed>, Vec<BbChatId>) = (Vec::new(), Vec::new());
    for place in from..from + SHORT {
        let Ok(number) = u16::try_from(place) else { break };
        let next = match number {
            0 => std::mem::take(&mut one),
            1 => std::mem::take(&mut two),
            _ => read(visit, bot, Page(number)).await?,
        };
        if is_end(&last, &next) {
            break;
        }
        last = ids(&next);
        chats.extend(placed(next, Page(number)));
        // One more than are shown: it says that there are more.
        if chats.len() > skip + ON_A_PAGE {
            break;
        }
    }
    let more = chats.len() > skip + ON_A_PAGE;
    let chats = chats.into_iter().skip(skip).take(ON_A_PAGE).collect();
    Ok(Window { chats, first: begin + 1, more, all: None })
}

/// The chats that are wanted, from the first page on; it ends once there are more than `most`.
pub(super) async fn find(
    visit: &Visit<'_>,
    bot: BotId,
    most: usize,
    wanted: impl Fn(&Chat) -> bool,
) -> Result<Found, Trouble> {
    let mut found = Found { chats: Vec::new(), seen: 0, all: false };
    let mut last = Vec::new();
    for number in (0..MOST).step_by(2) {
        let (one, two) = tokio::join!(read(visit, bot, Page(number)), read(visit, bot, Page(number + 1)));
        for (place, next) in [(Page(number), one), (Page(number + 1), two)] {
            // What became of the page behind the last one does not matter.
            let next = next?;
            if is_end(&last, &next) {
                found.all = true;
                return Ok(found);
            }
            last = ids(&next);
            found.seen += next.len();
            for (chat, place) in placed(next, place).filter(|(chat, _)| wanted(chat)) {
                // A list that grows while it is read shows its last chats again on the next page.
                if found.chats.iter().all(|(known, _)| known.id != chat.id) {
                    found.chats.push((chat, place));
                }
            }
            if found.chats.len() > most {
                return Ok(found);
            }
        }
    }
    Ok(found)
}

/// One chat: on the page where it was seen last, else wherever it is by now.
pub(super) async fn one(visit: &Visit<'_>, bot: BotId, id: BbChatId, place: Page) -> Result<Found, Trouble> {
    let there = read(visit, bot, place).await?;
    let seen = there.len();
    if let Some(chat) = there.into_iter().find(|chat| chat.id == id) {
        return Ok(Found { chats: vec![(chat, place)], seen, all: false });
    }
    find(visit, bot, 0, |chat| chat.id == id).await
}

/// A page of the API.
async fn read(visit: &Visit<'_>, bot: BotId, page: Page) -> Result<Vec<Chat>, Trouble> {
    let number = u32::from(page.0) + 1;
    let chats = match visit.api().chats_page(visit.key(), bot, number).await {
        Err(ApiError::NotFound(_)) if page == Page::FIRST => return Err(bot::unknown(visit, bot).into()),
        // Beyond the last page.
        Err(ApiError::NotFound(_)) => Vec::new(),
        chats => chats?,
    };
    visit.proved().await?;
    Ok(chats)
}

fn ids(chats: &[Chat]) -> Vec<BbChatId> {
    chats.iter().map(|chat| chat.id).collect()
}

fn placed(chats: Vec<Chat>, page: Page) -> impl Iterator<Item = Placed> {
    chats.into_iter().map(move |chat| (chat, page))
}

/// Whether the list ended before this page: it is empty, or the last one again.
fn is_end(last: &[BbChatId], next: &[Chat]) -> bool {
    next.is_empty() || (last.len() == next.len() && last.iter().zip(next).all(|(last, next)| *last == next.id))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chats(ids: &[i64]) -> Vec<Chat> {
        ids.iter().map(|id| serde_json::from_str(&format!(r#"{{"id": {id}}}"#)).unwrap()).collect()
    }

    #[test]
    fn a_list_ends_with_an_empty_page_or_the_same_again() {
        for (last, next, end) in [
            (&[][..], &[][..], true),
            (&[], &[1], false),
            (&[1, 2], &[], true),
            (&[1, 2], &[1, 2], true),
            (&[1, 2], &[2, 3], false),
            (&[1, 2], &[1], false),
        ] {
            assert_eq!(is_end(&ids(&chats(last)), &chats(next)), end, "{last:?} {next:?}");
        }
    }
}
