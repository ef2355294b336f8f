//! The small pictures that core has.
//!
//! Rule: a picture stands beside words and never for them; an author names it, core draws it.

use serde::{Deserialize, Serialize};

/// Names each picture once, so that the list cannot miss one.
macro_rules! icons {
    ($($(#[$doc:meta])+ $name:ident),+ $(,)?) => {
        /// A small picture beside words.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Icon {
            $($(#[$doc])+ $name,)+
        }

        impl Icon {
            /// Every picture.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];
        }
    };
}

icons! {
    /// A day in a calendar.
    Calendar,
    /// A place.
    Pin,
    /// The road.
    Van,
    /// Money.
    Money,
    /// People.
    People,
    /// A microphone: a show.
    Mic,
    /// A note: music.
    Note,
    /// A ticket.
    Ticket,
    /// A bed.
    Bed,
    /// A time.
    Clock,
    /// A document.
    File,
    /// Something to take along.
    Download,
    /// Something to bring.
    Upload,
    /// Looking for something.
    Search,
    /// Choosing some of many.
    Filter,
    /// Something new.
    Plus,
    /// Changing something.
    Edit,
    /// Throwing something away.
    Trash,
    /// It is done.
    Check,
    /// It wants a look.
    Warning,
    /// Good to know.
    Info,
    /// A letter.
    Mail,
    /// A telephone.
    Phone,
    /// How it is set.
    Settings,
    /// Numbers as a picture.
    Chart,
    /// A link to somewhere else.
    Link,
}
