//! Words: how text is cut and folded, and what a search for words means.
//!
//! Rule: the cutting is done here and nowhere else. Databases are handed finished words, so that the same search finds the
//! same documents in each of them. A word is a run of letters and digits, without case and without marks.

use serde_json::{Map, Value};
use unicode_normalization::{UnicodeNormalization as _, char::is_combining_mark};

/// How many words of one field are kept; what stands further back is not found.
const MOST_WORDS: usize = 10_000;
/// How many terms a search may have, and how long a word may be.
const MOST_TERMS: usize = 16;
const LONGEST: usize = 64;

/// A search: all of its terms must be there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Search {
    /// What is searched for.
    pub terms: Vec<Term>,
}

/// One term of a search.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// Words that follow each other; mostly one.
    pub words: Vec<String>,
    /// The last word may go on.
    pub is_prefix: bool,
}

/// Cuts a text into words.
#[must_use]
pub fn cut(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    for letter in text.nfkd().flat_map(char::to_lowercase).nfkd() {
        if is_combining_mark(letter) {
            continue;
        }
        if letter.is_alphanumeric() {
            // A word without an end (base64, say) would be refused by one database and not by another.
            if word.len() < LONGEST {
                // The sigma at the end of a word is the same letter.
                word.push(if letter == 'ς' { 'σ' } else { letter });
            }
            continue;
        }
        if !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
        if words.len() >= MOST_WORDS {
            break;
        }
    }
    if !word.is_empty() {
        words.push(word);
    }
    words.truncate(MOST_WORDS);
    words
}

/// Returns the words of each searched field of a document.
#[must_use]
pub fn of_document(document: &Map<String, Value>, fields: &[String]) -> Vec<Vec<String>> {
    fields.iter().map(|field| document.get(field).and_then(Value::as_str).map(cut).unwrap_or_default()).collect()
}

impl Search {
    /// Reads what somebody searches for: words, `"a phrase"`, `begin*`.
    ///
    /// # Errors
    /// When there is nothing to search for, or too much.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut terms = Vec::new();
        for (number, piece) in text.split('"').enumerate() {
            if number % 2 == 1 {
                terms.push(Term { words: cut(piece), is_prefix: false });
                continue;
            }
            for word in piece.split_whitespace() {
                // `rock'n'roll` is three words that follow each other.
                terms.push(Term { words: cut(word), is_prefix: word.ends_with('*') });
            }
        }
        terms.retain(|term| !term.words.is_empty());
        let words: usize = terms.iter().map(|term| term.words.len()).sum();
        if words == 0 {
            return Err("`text` has no word to search for: write at least one letter or digit".to_owned());
        }
        if words > MOST_TERMS {
            return Err(format!("`text` has {words} words; {MOST_TERMS} is the most"));
        }
        Ok(Self { terms })
    }

    /// Returns true when every term stands in one of the fields.
    #[must_use]
    pub fn finds(&self, fields: &[Vec<String>]) -> bool {
        self.terms.iter().all(|term| fields.iter().any(|words| term.stands_in(words)))
    }

    /// Returns how well the fields fit: 0 when the first field alone has every term, 1 when the first two together have,
    /// and so on.
    #[must_use]
    pub fn rank(&self, fields: &[Vec<String>]) -> i64 {
        let enough = (1..=fields.len()).find(|count| self.finds(&fields[..*count]));
        i64::try_from(enough.unwrap_or(fields.len() + 1)).unwrap_or(i64::MAX) - 1
    }
}

impl Term {
    fn stands_in(&self, words: &[String]) -> bool {
        let count = self.words.len();
        words.windows(count).any(|run| {
            run.iter().zip(&self.words).enumerate().all(|(at, (word, wanted))| {
                if self.is_prefix && at + 1 == count { word.starts_with(wanted) } else { word == wanted }
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{Search, cut};

    #[test]
    fn words_have_no_case_and_no_marks() {
        assert_eq!(
            cut("Mötley Crüe, Rock'n'Roll — İstanbul ﬁne №5"),
            ["motley", "crue", "rock", "n", "roll", "istanbul", "fine", "no5"]
        );
        assert_eq!(cut("Ελλάς ΣΟΦΟΣ 東京"), ["ελλασ", "σοφοσ", "東京"]);
        assert!(cut("… — !").is_empty());
        assert_eq!(cut(&"x".repeat(500))[0].len(), 64);
    }

    #[test]
    fn a_search_wants_all_of_its_terms() {
        let fields = [cut("The Dark Room"), cut("A small room above a café in Lyon")];
        for (asked, rank) in [
            ("dark", Some(0)),
            ("ROOM dark", Some(0)),
            ("cafe", Some(1)),
            ("dark lyon", Some(1)),
            ("\"small room\"", Some(1)),
            ("\"room small\"", None),
            ("ly*", Some(1)),
            ("ly", None),
            ("dark paris", None),
        ] {
            let search = Search::parse(asked).unwrap();
            assert_eq!(search.finds(&fields).then(|| search.rank(&fields)), rank, "{asked}");
        }
        assert!(Search::parse(" \"…\" * ").unwrap_err().contains("no word"));
        assert!(Search::parse(&"a ".repeat(17)).unwrap_err().contains("17 words"));
    }
}
