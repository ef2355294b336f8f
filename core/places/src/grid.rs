//! Places by one-degree cell, so that a disc looks only at the cells that it touches.
//!
//! Invariant: columns wrap at the antimeridian, and a disc that reaches a pole takes all columns.

use crate::{
    data::Row,
    geometry::{EARTH_KM, HALF_WAY_ROUND_KM},
};

const LAT_CELLS: i32 = 180;
const LON_CELLS: i32 = 360;

pub(crate) struct Grid {
    /// Where each cell's rows start in `rows`; one more entry than cells.
    starts: Vec<u32>,
    rows: Vec<u32>,
}

impl Grid {
    pub(crate) fn new(table: &[Row]) -> Self {
        let cell_of =
            |row: &Row| cell(lat_cell(f64::from(row.lat_milli) / 1e3), lon_cell(f64::from(row.lon_milli) / 1e3));
        let mut order: Vec<(usize, u32)> = table.iter().map(cell_of).zip(0_u32..).collect();
        order.sort_unstable();
        let mut starts = Vec::with_capacity((LAT_CELLS * LON_CELLS) as usize + 1);
        for (position, (cell, _)) in order.iter().enumerate() {
            while starts.len() <= *cell {
                starts.push(position as u32);
            }
        }
        starts.resize((LAT_CELLS * LON_CELLS) as usize + 1, order.len() as u32);
        Self { starts, rows: order.into_iter().map(|(_, row)| row).collect() }
    }

    /// Calls `visit` with every row in a cell that the disc touches; the caller checks the distance.
    pub(crate) fn visit_around(&self, lat: f64, lon: f64, km: f64, mut visit: impl FnMut(u32)) {
        // A little more than the disc, so that rounding never loses a place on the rim.
        let angle = (km.clamp(0.0, HALF_WAY_ROUND_KM) / EARTH_KM).to_degrees() + 0.01;
        let (south, north) = (lat - angle, lat + angle);
        let columns = if south <= -90.0 || north >= 90.0 {
            0..=LON_CELLS - 1
        } else {
            // The widest longitude of a circle: sin(dlon) = sin(angle) / cos(lat).
            let width = (angle.to_radians().sin() / lat.to_radians().cos()).clamp(0.0, 1.0).asin().to_degrees();
            let first = (lon - width + 180.0).floor() as i32;
            let last = (lon + width + 180.0).floor() as i32;
            first..=last.min(first + LON_CELLS - 1)
        };
        for row in lat_cell(south)..=lat_cell(north) {
            for column in columns.clone() {
                self.cell(cell(row, column.rem_euclid(LON_CELLS))).iter().copied().for_each(&mut visit);
            }
        }
    }

    fn cell(&self, cell: usize) -> &[u32] {
        let bounds = self.starts.get(cell).zip(self.starts.get(cell + 1));
        bounds.and_then(|(start, end)| self.rows.get(*start as usize..*end as usize)).unwrap_or_default()
    }
}

fn lat_cell(lat: f64) -> i32 {
    ((lat + 90.0).floor() as i32).clamp(0, LAT_CELLS - 1)
}

fn lon_cell(lon: f64) -> i32 {
    ((lon + 180.0).floor() as i32).rem_euclid(LON_CELLS)
}

fn cell(lat_cell: i32, lon_cell: i32) -> usize {
    (lat_cell * LON_CELLS + lon_cell) as usize
}
