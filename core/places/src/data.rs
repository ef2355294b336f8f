//! Reads the committed file into rows.
//!
//! Invariant: the columns and their order are those of `generator/generate.py`; a change raises `VERSION` on both sides.
//! Every length and index is checked here once, so a damaged file is an error and nothing behind this file meets a bad row.

use std::io::Read as _;

/// The committed file: one zstd frame, written by `generator/generate.py`.
pub const EMBEDDED: &[u8] = include_bytes!("../data/places.bin.zst");

const MAGIC: &[u8; 8] = b"LOADINPL";
const VERSION: u16 = 1;
const COLUMNS: u16 = 13;
const HEADER_BYTES: usize = 52;

/// Says why a file of places cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum DataError {
    /// The frame is not zstd or is cut off.
    #[error("the place data cannot be decompressed; run core/places/generator/generate.py again")]
    Compression {
        /// What the decompressor said.
        source: std::io::Error,
    },
    /// Something else, or another version of the layout.
    #[error("the place data are not version {VERSION} of this layout; run core/places/generator/generate.py again")]
    Version,
    /// A column is shorter, longer or points further than it may.
    #[error("the place data are damaged in column {column}; run core/places/generator/generate.py again")]
    Damaged {
        /// The column's name.
        column: &'static str,
    },
}

/// What the file says about itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// Version of the layout.
    pub version: u16,
    /// How many places follow.
    pub places: u32,
    /// How many bytes follow the header.
    pub body_bytes: u32,
    /// SHA-256 of those bytes.
    pub sha256: [u8; 32],
}

pub(crate) struct Country {
    pub(crate) code: String,
    pub(crate) iso3: String,
    pub(crate) name: String,
}

pub(crate) struct Region {
    /// Index into the countries.
    pub(crate) country: u16,
    pub(crate) short: String,
    pub(crate) name: String,
    pub(crate) other_names: Vec<String>,
}

pub(crate) struct Row {
    pub(crate) name: String,
    pub(crate) id: u32,
    pub(crate) lat_milli: i32,
    pub(crate) lon_milli: i32,
    pub(crate) population: u32,
    pub(crate) zone: u16,
    pub(crate) region: u16,
    pub(crate) counted: bool,
}

/// Everything in the file. Rows only point at regions and zones that exist, regions only at countries that exist.
pub(crate) struct Tables {
    pub(crate) countries: Vec<Country>,
    pub(crate) regions: Vec<Region>,
    pub(crate) zones: Vec<String>,
    pub(crate) rows: Vec<Row>,
    /// Further names, each with the index of its row.
    pub(crate) alternates: Vec<(u32, String)>,
}

/// Decompresses a file and returns its header and the bytes behind it.
pub(crate) fn unpack(file: &[u8]) -> Result<(Header, Vec<u8>), DataError> {
    let broken = |source: std::io::Error| DataError::Compression { source };
    let mut decoder =
        ruzstd::decoding::StreamingDecoder::new(file).map_err(|error| broken(std::io::Error::other(error)))?;
    let mut bytes = Vec::new();
    decoder.read_to_end(&mut bytes).map_err(broken)?;
    let body = bytes.split_off(HEADER_BYTES.min(bytes.len()));
    let header =
        read_header(&bytes).filter(|header| header.body_bytes as usize == body.len()).ok_or(DataError::Version)?;
    Ok((header, body))
}

fn read_header(bytes: &[u8]) -> Option<Header> {
    let mut cursor = Cursor { bytes };
    let is_ours = cursor.take(MAGIC.len())? == MAGIC;
    let (version, columns) = (cursor.u16()?, cursor.u16()?);
    let (places, body_bytes) = (cursor.u32()?, cursor.u32()?);
    let sha256 = cursor.take(32)?.try_into().ok()?;
    (is_ours && version == VERSION && columns == COLUMNS).then_some(Header { version, places, body_bytes, sha256 })
}

/// Reads the columns behind a header.
pub(crate) fn read(header: &Header, body: &[u8]) -> Result<Tables, DataError> {
    let mut columns = Cursor { bytes: body };
    let mut next = |column| columns.column().ok_or(DataError::Damaged { column });
    let countries = read_countries(next("countries")?).ok_or(DataError::Damaged { column: "countries" })?;
    let regions = read_regions(next("regions")?, &countries).ok_or(DataError::Damaged { column: "regions" })?;
    let counts = varints(next("counts")?).ok_or(DataError::Damaged { column: "counts" })?;
    let zones = lines(next("zones")?).ok_or(DataError::Damaged { column: "zones" })?;
    let places = Columns {
        counts,
        names: lines(next("names")?).ok_or(DataError::Damaged { column: "names" })?,
        ids: deltas(planes::<4>(next("ids")?)),
        lats: deltas(planes::<3>(next("lats")?)),
        lons: deltas(planes::<3>(next("lons")?)),
        populations: planes::<4>(next("populations")?),
        zones: planes::<2>(next("zone indexes")?),
        counted: next("counted")?,
    };
    let rows = places.rows(header.places as usize, regions.len(), zones.len())?;
    let alternates = read_alternates(next("alternate rows")?, next("alternates")?, rows.len())
        .ok_or(DataError::Damaged { column: "alternates" })?;
    Ok(Tables { countries, regions, zones, rows, alternates })
}

struct Columns<'a> {
    counts: Vec<u32>,
    names: Vec<String>,
    ids: Vec<i32>,
    lats: Vec<i32>,
    lons: Vec<i32>,
    populations: Vec<u32>,
    zones: Vec<u32>,
    counted: &'a [u8],
}

impl Columns<'_> {
    fn rows(self, count: usize, regions: usize, zones: usize) -> Result<Vec<Row>, DataError> {
        let check = |column, good: bool| if good { Ok(()) } else { Err(DataError::Damaged { column }) };
        let total: u64 = self.counts.iter().map(|&count| u64::from(count)).sum();
        check("counts", self.counts.len() == regions && regions <= usize::from(u16::MAX) && total == count as u64)?;
        check("names", self.names.len() == count)?;
        check("ids", self.ids.len() == count && self.ids.iter().all(|&id| id >= 0))?;
        check("lats", self.lats.len() == count && self.lats.iter().all(|lat| (-90_000..=90_000).contains(lat)))?;
        check("lons", self.lons.len() == count && self.lons.iter().all(|lon| (-180_000..=180_000).contains(lon)))?;
        check("populations", self.populations.len() == count)?;
        check("zone indexes", self.zones.len() == count && self.zones.iter().all(|&zone| (zone as usize) < zones))?;
        check("counted", self.counted.len() == count.div_ceil(8))?;

        let regions = self.counts.iter().zip(0_u16..).flat_map(|(&count, region)| (0..count).map(move |_| region));
        let flags = self.counted.iter().flat_map(|byte| (0..8).map(move |bit| byte >> bit & 1 == 1));
        let places = self.names.into_iter().zip(self.ids).zip(self.lats.into_iter().zip(self.lons));
        let facts = self.populations.into_iter().zip(self.zones).zip(regions.zip(flags));
        let rows =
            places.zip(facts).map(|(((name, id), (lat_milli, lon_milli)), ((population, zone), (region, counted)))| {
                Row {
                    name,
                    id: id.unsigned_abs(),
                    lat_milli,
                    lon_milli,
                    population,
                    zone: zone as u16,
                    region,
                    counted,
                }
            });
        Ok(rows.collect())
    }
}

fn read_countries(column: &[u8]) -> Option<Vec<Country>> {
    lines(column)?
        .iter()
        .map(|line| {
            let mut fields = line.split('\t').map(str::to_owned);
            Some(Country { code: fields.next()?, iso3: fields.next()?, name: fields.next()? })
        })
        .collect()
}

fn read_regions(column: &[u8], countries: &[Country]) -> Option<Vec<Region>> {
    lines(column)?
        .iter()
        .map(|line| {
            let mut fields = line.split('\t');
            let code = fields.next()?;
            let country = countries.iter().position(|country| country.code == code)?;
            let (short, name) = (fields.next()?.to_owned(), fields.next()?.to_owned());
            let other_names = fields.next()?.split('|').filter(|name| !name.is_empty()).map(str::to_owned).collect();
            Some(Region { country: u16::try_from(country).ok()?, short, name, other_names })
        })
        .collect()
}

fn read_alternates(steps: &[u8], names: &[u8], rows: usize) -> Option<Vec<(u32, String)>> {
    let (steps, names) = (varints(steps)?, lines(names)?);
    let mut row = 0_u32;
    let mut alternates = Vec::with_capacity(names.len());
    for (step, name) in steps.iter().zip(names) {
        row = row.checked_add(*step).filter(|&row| (row as usize) < rows)?;
        alternates.push((row, name));
    }
    (alternates.len() == steps.len()).then_some(alternates)
}

fn lines(column: &[u8]) -> Option<Vec<String>> {
    let text = std::str::from_utf8(column).ok()?;
    Some(text.split('\n').map(str::to_owned).collect())
}

/// Reads unsigned LEB128 numbers up to the end; none if the last one is cut off or too large.
fn varints(column: &[u8]) -> Option<Vec<u32>> {
    let mut numbers = Vec::new();
    let (mut number, mut shift) = (0_u32, 0_u32);
    for byte in column {
        number |= u32::from(byte & 127).checked_shl(shift)?;
        if byte & 128 == 0 {
            numbers.push(number);
            (number, shift) = (0, 0);
        } else {
            shift += 7;
        }
    }
    (shift == 0).then_some(numbers)
}

/// Puts together numbers whose lowest bytes all come first, then the next higher ones.
fn planes<const WIDTH: usize>(column: &[u8]) -> Vec<u32> {
    let mut numbers = vec![0_u32; column.len() / WIDTH];
    if !numbers.is_empty() {
        for (plane, bytes) in column.chunks_exact(column.len() / WIDTH).take(WIDTH).enumerate() {
            numbers.iter_mut().zip(bytes).for_each(|(number, byte)| *number |= u32::from(*byte) << (8 * plane));
        }
    }
    numbers
}

/// Undoes zigzag coding and sums up the differences.
fn deltas(numbers: Vec<u32>) -> Vec<i32> {
    let mut sum = 0_i32;
    numbers
        .into_iter()
        .map(|number| {
            sum = sum.wrapping_add((number >> 1) as i32 ^ -((number & 1) as i32));
            sum
        })
        .collect()
}

struct Cursor<'a> {
    bytes: &'a [u8],
}

impl<'a> Cursor<'a> {
    fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.bytes.split_at_checked(count)?;
        self.bytes = rest;
        Some(taken)
    }

    fn u16(&mut self) -> Option<u16> {
        Some(u16::from_le_bytes(self.take(2)?.try_into().ok()?))
    }

    fn u32(&mut self) -> Option<u32> {
        Some(u32::from_le_bytes(self.take(4)?.try_into().ok()?))
    }

    fn column(&mut self) -> Option<&'a [u8]> {
        let length = self.u32()?;
        self.take(length as usize)
    }
}
