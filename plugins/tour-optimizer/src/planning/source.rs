//! Where the venues of a plan come from: a file that was sent along, or the documents of the space.
//!
//! Rule: both give the same rows with the same notes, so that nothing behind this file asks which it was.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use loadin_domain::Currency;
use loadin_guest::{FieldError, Stored, text};

use crate::{
    intake::{self, Intake, Note, Refusal},
    kept::{self, VenueDocument},
    request::PlanRequest,
};

/// Rows that are named when no row can be used; the first ones tell what is wrong with all.
const SHOWN_ROWS: usize = 20;

/// The venues that a tour may be made of.
#[derive(Debug)]
pub enum Venues {
    /// A CSV file, or what is wrong with how it was sent.
    File(Result<Vec<u8>, FieldError>),
    /// What the space keeps.
    Kept(Vec<Stored<VenueDocument>>),
}

impl Venues {
    /// Returns the file that stands in a request.
    #[must_use]
    pub fn sent(request: &PlanRequest) -> Self {
        let Some(text) = &request.venues else {
            return Self::File(Err(at(text!("fault-no-list"))));
        };
        let bytes = STANDARD.decode(text.trim());
        Self::File(bytes.map_err(|error| at(text!("fault-base64", why = error.to_string()))))
    }

    /// Returns what is wrong before a currency is known.
    pub(super) fn fault(&self) -> Option<FieldError> {
        match self {
            Self::File(Err(fault)) => Some(fault.clone()),
            Self::Kept(venues) if venues.is_empty() => Some(at(text!("fault-no-venues"))),
            Self::File(Ok(_)) | Self::Kept(_) => None,
        }
    }

    /// Reads the venues; amounts are in `currency`.
    pub(super) fn read(&self, currency: Currency) -> Result<Intake, Vec<FieldError>> {
        match self {
            Self::File(Ok(bytes)) => intake::read(bytes, currency),
            Self::File(Err(fault)) => return Err(vec![fault.clone()]),
            Self::Kept(venues) => kept::rows(venues, currency),
        }
        .map_err(refused)
    }
}

fn at(detail: String) -> FieldError {
    FieldError { pointer: "/venues".to_owned(), detail }
}

/// Returns a refused list as faults of its field: the sentence, then the rows.
pub(super) fn refused(refusal: Refusal) -> Vec<FieldError> {
    if refusal.wants_currency {
        return vec![FieldError { pointer: "/currency".to_owned(), detail: refusal.what.say() }];
    }
    let of_row = |note: &Note| at(note.say_with_line());
    let more = refusal.notes.len().saturating_sub(SHOWN_ROWS);
    let mut faults = vec![at(refusal.what.say())];
    faults.extend(refusal.notes.iter().take(SHOWN_ROWS).map(of_row));
    faults.extend((more > 0).then(|| at(text!("and-more-lines", lines = more))));
    faults
}
