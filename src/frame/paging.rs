//! A page of a list, and the buttons that turn to its neighbours.

use super::named::{Named, Page};
use super::view::Button;

/// The things of one page.
pub struct Paged<'a, T> {
    /// The things.
    pub things: &'a [T],
    /// Where the first of them is in the list, counted from 1.
    pub first: usize,
    /// How many pages the list has; at least one.
    pub pages: usize,
    page: usize,
}

impl<'a, T> Paged<'a, T> {
    /// A page of so many things. A page beyond the last one is the last: the list may be shorter by now.
    pub fn new(list: &'a [T], page: Page, on_a_page: usize) -> Self {
        let pages = list.len().div_ceil(on_a_page).max(1);
        let page = usize::from(page.0).min(pages - 1);
        let begin = page * on_a_page;
        let things = list.get(begin..(begin + on_a_page).min(list.len())).unwrap_or_default();
        Self { things, first: begin + 1, pages, page }
    }

    /// Where the last of them is in the list, counted from 1.
    pub fn last(&self) -> usize {
        self.first + self.things.len() - 1
    }

    /// `[‹]` and `[›]`, each where there is a page.
    pub fn turns<N: Named + Copy>(&self, to: N, at: impl Fn(Page) -> N::At) -> [Option<Button>; 2] {
        let turn = |label: &str, page: usize| {
            let page = Page(u16::try_from(page).unwrap_or(u16::MAX));
            Button::to(label.to_owned(), to, at(page))
        };
        [
            self.page.checked_sub(1).map(|before| turn("‹", before)),
            (self.page + 1 < self.pages).then(|| turn("›", self.page + 1)),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_never_beyond_the_list() {
        let list: Vec<usize> = (1..=9).collect();
        let paged = Paged::new(&list, Page(0), 8);
        assert_eq!((paged.first, paged.last(), paged.pages, paged.things.len()), (1, 8, 2, 8));
        let paged = Paged::new(&list, Page(99), 8);
        assert_eq!((paged.first, paged.last(), paged.things), (9, 9, &[9][..]));
        assert_eq!(Paged::<usize>::new(&[], Page(3), 8).pages, 1);
    }
}
