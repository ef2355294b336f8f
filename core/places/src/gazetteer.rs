//! The data and the indexes over them.
//!
//! Invariant: nothing changes after decoding. Indexes are built by the first call that needs them, because a process
//! that never asks for a place should not pay for one.

use std::sync::{LazyLock, OnceLock};

use crate::{
    data::{self, DataError, EMBEDDED, Header, Row, Tables},
    grid::Grid,
    keys::Keys,
    place::Place,
    qualifier::Qualifiers,
    trigrams::Trigrams,
};

/// Cities and towns of the world; share one by reference.
pub struct Gazetteer {
    header: Header,
    pub(crate) tables: Tables,
    keys: OnceLock<Keys>,
    trigrams: OnceLock<Trigrams>,
    qualifiers: OnceLock<Qualifiers>,
    grid: OnceLock<Grid>,
}

impl Gazetteer {
    /// Returns the data that came with this build, decoded on first use.
    pub fn embedded() -> &'static Self {
        #[expect(clippy::expect_used, reason = "the bytes are part of the build, and a test decodes the same ones")]
        static GAZETTEER: LazyLock<Gazetteer> =
            LazyLock::new(|| Gazetteer::decode(EMBEDDED).expect("the embedded place data decode"));
        &GAZETTEER
    }

    /// Decodes a file that `generator/generate.py` wrote.
    ///
    /// # Errors
    /// Says which part is damaged or of another version.
    pub fn decode(file: &[u8]) -> Result<Self, DataError> {
        let (header, body) = data::unpack(file)?;
        let tables = data::read(&header, &body)?;
        Ok(Self {
            header,
            tables,
            keys: OnceLock::new(),
            trigrams: OnceLock::new(),
            qualifiers: OnceLock::new(),
            grid: OnceLock::new(),
        })
    }

    /// Builds all indexes now, so that no later question waits for one.
    pub fn prepare(&self) {
        self.trigrams();
        self.qualifiers();
        self.grid();
    }

    /// Returns what the file says about itself.
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// Returns all places, in the file's order.
    pub fn places(&self) -> impl Iterator<Item = Place> {
        self.tables.rows.iter().map(|row| self.place_of(row))
    }

    pub(crate) fn keys(&self) -> &Keys {
        self.keys.get_or_init(|| Keys::new(&self.tables))
    }

    pub(crate) fn trigrams(&self) -> &Trigrams {
        self.trigrams.get_or_init(|| Trigrams::new(self.keys()))
    }

    pub(crate) fn qualifiers(&self) -> &Qualifiers {
        self.qualifiers.get_or_init(|| Qualifiers::new(&self.tables))
    }

    pub(crate) fn grid(&self) -> &Grid {
        self.grid.get_or_init(|| Grid::new(&self.tables.rows))
    }

    pub(crate) fn row(&self, index: u32) -> Option<&Row> {
        self.tables.rows.get(index as usize)
    }

    pub(crate) fn country_index(&self, row: &Row) -> Option<u16> {
        self.tables.regions.get(usize::from(row.region)).map(|region| region.country)
    }

    /// Returns the name of every time zone that a town lies in, such as `Europe/Berlin`, in the order of the names.
    #[must_use]
    pub fn zones(&self) -> Vec<String> {
        let mut zones = self.tables.zones.clone();
        zones.sort_unstable();
        zones
    }

    pub(crate) fn zone_of(&self, row: &Row) -> &str {
        self.tables.zones.get(usize::from(row.zone)).map(String::as_str).unwrap_or_default()
    }

    pub(crate) fn place_of(&self, row: &Row) -> Place {
        let region = self.tables.regions.get(usize::from(row.region));
        let country = region.and_then(|region| self.tables.countries.get(usize::from(region.country)));
        let text = |text: &String| (!text.is_empty()).then(|| text.clone());
        Place {
            id: row.id,
            name: row.name.clone(),
            country: country.map(|country| country.code.clone()).unwrap_or_default(),
            region: region.and_then(|region| text(&region.name)),
            region_code: region.and_then(|region| text(&region.short)),
            lat: row.lat(),
            lon: row.lon(),
            population: row.population,
            counted: row.counted,
            zone: self.zone_of(row).to_owned(),
        }
    }
}

impl Row {
    pub(crate) fn lat(&self) -> f64 {
        f64::from(self.lat_milli) / 1e3
    }

    pub(crate) fn lon(&self) -> f64 {
        f64::from(self.lon_milli) / 1e3
    }

    /// Returns how likely this place is meant: its people, a tenth of them for a part of a bigger place.
    ///
    /// A district of millions (Brooklyn) still wins over its namesakes, a quarter of Hong Kong (Victoria) does not.
    pub(crate) fn prominence(&self) -> u32 {
        if self.counted { self.population } else { self.population / 10 }
    }
}
