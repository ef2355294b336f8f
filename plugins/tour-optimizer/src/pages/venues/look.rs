//! How somebody looks at the venue list: what of it, in which order, which page, which columns.
//!
//! Rule: whatever an address says, there is a look; [`Look::href`] writes what [`Look::of`] reads.

use loadin_guest::{Request, ui::Order};

use crate::pages::encoded;

/// Venues on one page.
pub(super) const PAGE: usize = 25;

/// What a list can be sorted by, and which columns it can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Column {
    Name,
    Town,
    Country,
    Holds,
    Earns,
    Least,
    Radius,
    Dates,
}

impl Column {
    /// Every column, in its order, with its name in an address and the key of its title.
    pub(super) const ALL: [(Self, &str, &str); 8] = [
        (Self::Name, "name", "venue-name"),
        (Self::Town, "town", "venue-town"),
        (Self::Country, "country", "venue-country"),
        (Self::Holds, "holds", "venue-holds"),
        (Self::Earns, "earns", "venue-earns-best"),
        (Self::Least, "least", "venue-earns-least"),
        (Self::Radius, "radius", "venue-radius"),
        (Self::Dates, "dates", "venue-dates"),
    ];
    /// What is shown when nobody has chosen.
    const USUAL: [Self; 4] = [Self::Name, Self::Town, Self::Holds, Self::Earns];

    pub(super) fn name(self) -> &'static str {
        Self::ALL.iter().find(|(column, ..)| *column == self).map_or("name", |(_, name, _)| name)
    }

    fn of(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, known, _)| *known == name).map(|(column, ..)| *column)
    }
}

/// What is missing in a venue that somebody looks for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Lacking {
    /// Nothing: all of them.
    #[default]
    Any,
    /// What a show earns.
    Money,
    /// How many people it holds.
    Room,
}

impl Lacking {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Any => "",
            Self::Money => "money",
            Self::Room => "room",
        }
    }
}

/// How the list is looked at.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Look {
    /// Part of a name, a town, a region or a country.
    pub(super) words: String,
    pub(super) lacking: Lacking,
    pub(super) sort: (Column, Order),
    /// Counted from one.
    pub(super) page: usize,
    pub(super) columns: Vec<Column>,
    pub(crate) is_map: bool,
    /// What the map shows.
    pub(crate) view: Option<String>,
}

impl Default for Look {
    fn default() -> Self {
        Self {
            words: String::new(),
            lacking: Lacking::Any,
            sort: (Column::Name, Order::Rising),
            page: 1,
            columns: Column::USUAL.into(),
            is_map: false,
            view: None,
        }
    }
}

impl Look {
    /// Reads an address.
    pub(crate) fn of(request: &Request) -> Self {
        let usual = Self::default();
        let said = |name: &str| request.query_value(name).filter(|value| !value.trim().is_empty());
        let sort = said("sort").and_then(|sort| {
            let (name, order) = match sort.strip_prefix('-') {
                Some(name) => (name, Order::Falling),
                None => (sort.as_str(), Order::Rising),
            };
            Some((Column::of(name)?, order))
        });
        let chosen: Vec<Column> = request.query_values("column").iter().filter_map(|name| Column::of(name)).collect();
        let mut columns: Vec<Column> =
            Column::ALL.map(|(column, ..)| column).into_iter().filter(|column| chosen.contains(column)).collect();
        if columns.is_empty() {
            columns = usual.columns;
        } else if columns.first() != Some(&Column::Name) {
            columns.insert(0, Column::Name);
        }
        Self {
            words: said("words").map(|words| words.trim().chars().take(100).collect()).unwrap_or_default(),
            lacking: match said("lacking").as_deref() {
                Some("money") => Lacking::Money,
                Some("room") => Lacking::Room,
                _ => Lacking::Any,
            },
            sort: sort.unwrap_or(usual.sort),
            page: said("page").and_then(|page| page.parse().ok()).filter(|page| *page > 0).unwrap_or(1),
            columns,
            is_map: said("tab").as_deref() == Some("map"),
            view: said("view"),
        }
    }

    /// Returns whether some venues are left out.
    pub(super) fn is_narrowed(&self) -> bool {
        !self.words.is_empty() || self.lacking != Lacking::Any
    }

    /// Returns what an address says beside the path, but for what is usual; each as name and value.
    pub(super) fn values(&self) -> Vec<(&'static str, String)> {
        let usual = Self::default();
        let (column, order) = self.sort;
        let mut values = Vec::new();
        values.extend((!self.words.is_empty()).then(|| ("words", self.words.clone())));
        values.extend((self.lacking != Lacking::Any).then(|| ("lacking", self.lacking.name().to_owned())));
        values.extend((self.sort != usual.sort).then(|| {
            let sign = if order == Order::Falling { "-" } else { "" };
            ("sort", format!("{sign}{}", column.name()))
        }));
        values.extend((self.page > 1).then(|| ("page", self.page.to_string())));
        if self.columns != usual.columns {
            values.extend(self.columns.iter().map(|column| ("column", column.name().to_owned())));
        }
        values
    }

    /// Returns its address.
    pub(super) fn href(&self) -> String {
        let query: Vec<String> =
            self.values().into_iter().map(|(name, value)| format!("{name}={}", encoded(&value))).collect();
        if query.is_empty() { "venues".to_owned() } else { format!("venues?{}", query.join("&")) }
    }

    /// Returns the same look at another page.
    pub(super) fn at(&self, page: usize) -> Self {
        Self { page, ..self.clone() }
    }

    /// Returns the look in the order of a column: turned round where it is in that order already.
    pub(super) fn by(&self, column: Column) -> Self {
        let order = match self.sort {
            (now, Order::Rising) if now == column => Order::Falling,
            (now, Order::Falling) if now == column => Order::Rising,
            // Of what is counted the most is what people look for.
            _ if matches!(column, Column::Holds | Column::Earns | Column::Least | Column::Radius) => Order::Falling,
            _ => Order::Rising,
        };
        Self { sort: (column, order), page: 1, ..self.clone() }
    }

    /// Returns the look at all venues.
    pub(super) fn at_all(&self) -> Self {
        Self { words: String::new(), lacking: Lacking::Any, page: 1, ..self.clone() }
    }
}

#[cfg(test)]
mod tests {
    use loadin_guest::{Request, ui::Order};

    use super::{Column, Lacking, Look};

    fn look(query: &str) -> Look {
        Look::of(&Request::new("GET", "/venues").with_query(query))
    }

    #[test]
    fn a_look_is_read_as_it_is_written() {
        let usual = Look::default();
        assert_eq!((look(""), usual.href().as_str()), (usual.clone(), "venues"));
        let query = "words=caf%C3%A9%20%26%20bar&lacking=money&sort=-holds&page=3&column=name&column=radius";
        let read = look(query);
        assert_eq!(read.words, "café & bar");
        assert_eq!((read.lacking, read.sort, read.page), (Lacking::Money, (Column::Holds, Order::Falling), 3));
        assert_eq!(read.columns, [Column::Name, Column::Radius]);
        assert_eq!(read.href(), format!("venues?{query}"));
    }

    #[test]
    fn whatever_an_address_says_there_is_a_look() {
        let read = look("sort=-moon&page=-1&lacking=all&column=moon&tab=list&words=%20");
        assert_eq!(read, Look::default());
        assert_eq!(look("column=dates").columns, [Column::Name, Column::Dates]);
    }

    #[test]
    fn a_column_that_is_sorted_by_already_is_turned_round() {
        let usual = Look::default();
        assert_eq!(usual.by(Column::Name).sort, (Column::Name, Order::Falling));
        assert_eq!(usual.at(4).by(Column::Earns), Look { sort: (Column::Earns, Order::Falling), ..usual });
    }
}
