//! Pages of the core's own lists.
//!
//! Rule: a cursor is the last id of the page before (keyset), so a list stays right while rows come and go, and page
//! one thousand costs what page one costs. The cursor opens nothing: the scope is checked with every page.

use std::str::FromStr;

use crate::StoreError;

/// How many rows a page may have.
const MOST: u32 = 200;

/// Which page is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageRequest {
    /// `next` of the page before; `None` for the first.
    pub after: Option<String>,
    /// How many rows; held between 1 and 200.
    pub limit: u32,
}

impl Default for PageRequest {
    fn default() -> Self {
        Self { after: None, limit: 50 }
    }
}

/// A page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page<T> {
    /// The rows, in order.
    pub items: Vec<T>,
    /// Where the next page starts, if there is one.
    pub next: Option<String>,
}

impl PageRequest {
    pub(crate) fn after<I: FromStr>(&self) -> Result<Option<I>, StoreError> {
        self.after.as_deref().map(|text| text.parse().map_err(|_| StoreError::BadCursor)).transpose()
    }

    fn rows(&self) -> usize {
        usize::try_from(self.limit.clamp(1, MOST)).unwrap_or(1)
    }

    /// One more than the page has, to know whether there is another.
    pub(crate) fn rows_to_fetch(&self) -> u64 {
        u64::from(self.limit.clamp(1, MOST)) + 1
    }

    pub(crate) fn cut<T>(&self, mut items: Vec<T>, id: impl Fn(&T) -> String) -> Page<T> {
        let has_more = items.len() > self.rows();
        items.truncate(self.rows());
        let next = items.last().filter(|_| has_more).map(id);
        Page { items, next }
    }
}

#[cfg(test)]
mod tests {
    use loadin_types::PersonId;

    use super::PageRequest;

    #[test]
    fn a_page_says_where_the_next_one_starts() {
        let request = PageRequest { after: None, limit: 2 };
        assert_eq!(request.cut(vec![1, 2, 3], i32::to_string).next.as_deref(), Some("2"));
        assert_eq!(request.cut(vec![1, 2], i32::to_string).next, None);
        assert_eq!(PageRequest { after: None, limit: 0 }.rows_to_fetch(), 2, "a page of nothing would never end");
    }

    #[test]
    fn a_cursor_from_elsewhere_is_refused() {
        let request = PageRequest { after: Some("' OR 1=1".to_owned()), limit: 2 };
        assert!(request.after::<PersonId>().is_err());
    }
}
