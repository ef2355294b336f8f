//! Which points share dry land, and the crossings between lands.
//!
//! Rule: data, not code: lands are coarse boxes (the first that holds a point wins, so small before large),
//! crossings are pairs of ports. Limits: boxes are 10-50 km rough at coasts; small islands that are not
//! listed count with the land around them or as unlisted; inland bays and lakes are not known, except
//! where a land below was cut to force a detour (Italy, lower Michigan); closed borders only where listed.

use loadin_domain::LatLon;

/// South, west, north, east in degrees.
type LandBox = (f64, f64, f64, f64);

/// Lands in the order in which they are tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Land {
    Iceland,
    Faroe,
    Shetland,
    Orkney,
    Man,
    Ireland,
    GreatBritain,
    Zealand,
    Bornholm,
    Gotland,
    Scandinavia,
    Finland,
    Sardinia,
    Corsica,
    Sicily,
    Malta,
    Balearics,
    Crete,
    Cyprus,
    Canaries,
    Italy,
    Hokkaido,
    Japan,
    SouthKorea,
    Taiwan,
    Tasmania,
    Australia,
    NewZealandNorth,
    NewZealandSouth,
    Newfoundland,
    VancouverIsland,
    Cuba,
    Jamaica,
    Hispaniola,
    PuertoRico,
    Hawaii,
    LowerMichigan,
    Madagascar,
    SriLanka,
    Philippines,
    Borneo,
    Java,
    Sumatra,
    Sulawesi,
    SouthAmerica,
    NorthAmerica,
    Africa,
    Eurasia,
    /// In no box: joined only to unlisted points nearby.
    Unlisted,
}

const LANDS: &[(Land, &[LandBox])] = &[
    (Land::Iceland, &[(63.2, -24.7, 66.7, -13.4)]),
    (Land::Faroe, &[(61.3, -7.8, 62.5, -6.2)]),
    (Land::Shetland, &[(59.8, -2.2, 60.95, -0.6)]),
    (Land::Orkney, &[(58.71, -3.5, 59.45, -2.3)]),
    (Land::Man, &[(54.0, -4.9, 54.45, -4.3)]),
    (Land::Ireland, &[(51.3, -10.8, 54.75, -5.4), (54.75, -8.8, 55.45, -5.81)]),
    (
        Land::GreatBritain,
        &[
            (49.9, -5.8, 50.75, -0.5),
            (50.72, -5.35, 51.5, 1.45),
            (51.5, -5.4, 53.0, 1.8),
            (53.0, -5.2, 54.6, 0.5),
            (54.6, -7.7, 58.71, -1.3),
        ],
    ),
    (Land::Zealand, &[(54.55, 10.98, 56.13, 12.655)]),
    (Land::Bornholm, &[(54.95, 14.65, 55.35, 15.2)]),
    (Land::Gotland, &[(56.85, 18.0, 58.05, 19.4)]),
    (
        Land::Scandinavia,
        &[
            (55.3, 11.6, 57.85, 18.0),
            (57.85, 4.8, 60.3, 18.97),
            (60.3, 4.5, 63.5, 19.5),
            (63.5, 8.0, 65.0, 21.9),
            (65.0, 10.0, 65.95, 24.145),
            (65.95, 11.0, 68.4, 23.6),
            (68.4, 12.0, 71.3, 20.5),
            (69.0, 20.5, 71.3, 25.5),
        ],
    ),
    (Land::Finland, &[(59.7, 20.9, 62.0, 29.5), (62.0, 20.9, 70.1, 31.6)]),
    (Land::Sardinia, &[(38.8, 8.0, 41.32, 9.9)]),
    (Land::Corsica, &[(41.32, 8.5, 43.05, 9.6)]),
    (Land::Sicily, &[(36.6, 12.3, 38.32, 15.62)]),
    (Land::Malta, &[(35.75, 14.1, 36.1, 14.65)]),
    (Land::Balearics, &[(38.6, 1.1, 40.15, 4.4)]),
    (Land::Crete, &[(34.8, 23.4, 35.75, 26.4)]),
    (Land::Cyprus, &[(34.5, 32.2, 35.75, 34.65)]),
    (Land::Canaries, &[(27.5, -18.3, 29.5, -13.3)]),
    (
        Land::Italy,
        &[
            (44.15, 7.0, 45.82, 13.35),
            (45.82, 9.3, 46.6, 12.0),
            (45.6, 12.0, 46.6, 13.8),
            (43.78, 7.55, 44.15, 9.75),
            (42.6, 9.75, 44.15, 14.3),
            (41.5, 10.5, 42.6, 16.3),
            (37.9, 12.5, 41.5, 18.6),
        ],
    ),
    (Land::Hokkaido, &[(41.6, 139.3, 45.6, 146.0), (41.38, 139.9, 41.6, 140.35)]),
    (Land::Japan, &[(30.0, 129.5, 41.6, 142.2)]),
    (Land::SouthKorea, &[(33.9, 125.9, 38.62, 129.5)]),
    (Land::Taiwan, &[(21.8, 119.9, 25.4, 122.1)]),
    (Land::Tasmania, &[(-43.8, 144.5, -40.5, 148.5)]),
    (Land::Australia, &[(-39.3, 112.8, -10.5, 153.8)]),
    (Land::NewZealandNorth, &[(-41.65, 174.55, -34.0, 178.8), (-40.2, 172.4, -34.0, 174.55)]),
    (Land::NewZealandSouth, &[(-47.4, 166.3, -40.45, 174.55)]),
    (Land::Newfoundland, &[(46.6, -59.5, 51.7, -52.5)]),
    (Land::VancouverIsland, &[(48.3, -125.7, 49.0, -123.25), (49.0, -128.5, 50.9, -123.75)]),
    (Land::Cuba, &[(19.8, -85.0, 23.3, -74.1)]),
    (Land::Jamaica, &[(17.6, -78.4, 18.6, -76.1)]),
    (Land::Hispaniola, &[(17.5, -74.5, 20.0, -68.3)]),
    (Land::PuertoRico, &[(17.8, -67.3, 18.6, -65.5)]),
    (Land::Hawaii, &[(18.8, -160.5, 22.3, -154.7)]),
    (Land::LowerMichigan, &[(41.76, -86.75, 45.8, -83.08), (42.5, -83.08, 44.1, -82.45)]),
    (Land::Madagascar, &[(-25.7, 43.1, -11.9, 50.6)]),
    (Land::SriLanka, &[(5.9, 79.6, 9.85, 81.9)]),
    (Land::Philippines, &[(5.5, 119.5, 19.0, 126.7)]),
    (Land::Borneo, &[(-4.2, 109.4, 7.1, 119.3)]),
    (Land::Java, &[(-8.85, 105.1, -5.85, 114.65)]),
    (Land::Sumatra, &[(-5.95, 95.2, 2.0, 106.1), (2.0, 95.2, 5.7, 99.0)]),
    (Land::Sulawesi, &[(-5.8, 118.7, 1.8, 125.3)]),
    (Land::SouthAmerica, &[(-56.0, -81.5, 7.0, -34.5), (7.0, -77.3, 12.6, -59.5)]),
    (Land::NorthAmerica, &[(7.0, -92.5, 24.5, -77.2), (14.4, -118.0, 24.5, -92.5), (24.5, -168.5, 72.0, -52.0)]),
    (
        Land::Africa,
        &[
            (-35.0, -17.7, 35.95, 11.6),
            (35.95, 0.0, 37.4, 11.2),
            (-35.0, 11.6, 33.2, 34.2),
            (-35.0, 34.2, 12.5, 51.6),
            (12.5, 34.2, 18.0, 39.7),
        ],
    ),
    (Land::Eurasia, &[(1.2, -10.0, 78.0, 180.0)]),
];

/// A crossing between two lands: bridge, tunnel, ferry, or a neck of land that a box cuts.
pub(super) struct Crossing {
    pub(super) lands: [Land; 2],
    /// Latitude and longitude of both ends.
    pub(super) ends: [(f64, f64); 2],
    pub(super) km: u32,
    /// Usual minutes, with an hour of check-in for ferries.
    pub(super) minutes: u32,
    pub(super) ferry: bool,
}

const fn dry(lands: [Land; 2], ends: [(f64, f64); 2], km: u32, minutes: u32) -> Crossing {
    Crossing { lands, ends, km, minutes, ferry: false }
}

const fn ferry(lands: [Land; 2], ends: [(f64, f64); 2], km: u32, minutes: u32) -> Crossing {
    Crossing { lands, ends, km, minutes, ferry: true }
}

/// Published crossings on which a van may go; times are usual ones, not a timetable.
pub(super) const CROSSINGS: &[Crossing] = &[
    // Channel and North Sea: Folkestone shuttle, Dover-Calais, Newhaven-Dieppe, Portsmouth-Caen, Harwich-Hoek, Hull-Rotterdam, Newcastle-IJmuiden.
    ferry([Land::GreatBritain, Land::Eurasia], [(51.10, 1.14), (50.93, 1.81)], 50, 95),
    ferry([Land::GreatBritain, Land::Eurasia], [(51.13, 1.33), (50.97, 1.86)], 42, 150),
    ferry([Land::GreatBritain, Land::Eurasia], [(50.79, 0.05), (49.93, 1.09)], 130, 300),
    ferry([Land::GreatBritain, Land::Eurasia], [(50.81, -1.09), (49.28, -0.25)], 180, 420),
    ferry([Land::GreatBritain, Land::Eurasia], [(51.95, 1.25), (51.98, 4.12)], 200, 480),
    ferry([Land::GreatBritain, Land::Eurasia], [(53.74, -0.27), (51.95, 4.14)], 380, 780),
    ferry([Land::GreatBritain, Land::Eurasia], [(55.01, -1.44), (52.46, 4.59)], 500, 1_000),
    // Irish Sea: Holyhead-Dublin, Fishguard-Rosslare, Cairnryan-Belfast, Liverpool-Belfast; Rosslare-Cherbourg.
    ferry([Land::GreatBritain, Land::Ireland], [(53.31, -4.63), (53.35, -6.20)], 110, 255),
    ferry([Land::GreatBritain, Land::Ireland], [(52.01, -4.99), (52.25, -6.34)], 100, 270),
    ferry([Land::GreatBritain, Land::Ireland], [(54.97, -5.03), (54.62, -5.90)], 75, 195),
    ferry([Land::GreatBritain, Land::Ireland], [(53.41, -3.01), (54.62, -5.90)], 250, 540),
    ferry([Land::Ireland, Land::Eurasia], [(52.25, -6.34), (49.65, -1.62)], 450, 1_140),
    // Heysham-Douglas, Scrabster-Stromness, Aberdeen-Lerwick.
    ferry([Land::GreatBritain, Land::Man], [(54.03, -2.92), (54.15, -4.47)], 95, 285),
    ferry([Land::GreatBritain, Land::Orkney], [(58.61, -3.55), (58.96, -3.30)], 50, 150),
    ferry([Land::GreatBritain, Land::Shetland], [(57.14, -2.08), (60.16, -1.14)], 380, 810),
    // Great Belt and Øresund bridges, Helsingør-Helsingborg, Puttgarden-Rødby, Rostock-Gedser, Ystad-Rønne.
    dry([Land::Eurasia, Land::Zealand], [(55.31, 10.79), (55.33, 11.13)], 20, 15),
    dry([Land::Zealand, Land::Scandinavia], [(55.62, 12.65), (55.57, 12.90)], 16, 12),
    ferry([Land::Zealand, Land::Scandinavia], [(56.03, 12.62), (56.05, 12.69)], 5, 40),
    ferry([Land::Eurasia, Land::Zealand], [(54.50, 11.23), (54.65, 11.35)], 20, 75),
    ferry([Land::Eurasia, Land::Zealand], [(54.15, 12.10), (54.57, 11.93)], 50, 165),
    ferry([Land::Scandinavia, Land::Bornholm], [(55.43, 13.83), (55.10, 14.69)], 70, 140),
    // Frederikshavn-Gothenburg, Hirtshals-Kristiansand, Rostock-Trelleborg, Nynäshamn-Visby.
    ferry([Land::Eurasia, Land::Scandinavia], [(57.44, 10.54), (57.69, 11.90)], 95, 270),
    ferry([Land::Eurasia, Land::Scandinavia], [(57.59, 9.96), (58.14, 7.99)], 130, 255),
    ferry([Land::Eurasia, Land::Scandinavia], [(54.15, 12.10), (55.37, 13.15)], 170, 420),
    ferry([Land::Scandinavia, Land::Gotland], [(58.90, 17.95), (57.64, 18.28)], 150, 255),
    // Haparanda-Tornio, Stockholm-Turku, Stockholm-Helsinki, Helsinki-Tallinn. Finland's eastern border is closed.
    dry([Land::Scandinavia, Land::Finland], [(65.84, 24.14), (65.85, 24.16)], 2, 2),
    ferry([Land::Scandinavia, Land::Finland], [(59.32, 18.10), (60.43, 22.22)], 300, 720),
    ferry([Land::Scandinavia, Land::Finland], [(59.35, 18.11), (60.16, 24.96)], 480, 1_080),
    ferry([Land::Finland, Land::Eurasia], [(60.15, 24.92), (59.44, 24.77)], 85, 180),
    // Italy's roads out (so that the Adriatic is driven round): Ventimiglia, Fréjus, Mont Blanc, Chiasso, Brenner,
    // Tarvisio, Trieste. Then Messina, Sardinia, Corsica, Malta, Bari-Igoumenitsa.
    dry([Land::Italy, Land::Eurasia], [(43.79, 7.60), (43.78, 7.53)], 7, 6),
    dry([Land::Italy, Land::Eurasia], [(45.10, 7.02), (45.14, 6.72)], 40, 45),
    dry([Land::Italy, Land::Eurasia], [(45.79, 7.02), (45.92, 6.87)], 30, 40),
    dry([Land::Italy, Land::Eurasia], [(45.80, 9.05), (45.84, 9.03)], 5, 5),
    dry([Land::Italy, Land::Eurasia], [(46.59, 11.50), (46.61, 11.50)], 3, 2),
    dry([Land::Italy, Land::Eurasia], [(46.50, 13.58), (46.61, 13.75)], 20, 15),
    dry([Land::Italy, Land::Eurasia], [(45.65, 13.79), (45.66, 13.87)], 8, 8),
    dry([Land::Italy, Land::Eurasia], [(45.60, 13.79), (45.56, 13.80)], 6, 8),
    ferry([Land::Italy, Land::Sicily], [(38.22, 15.63), (38.19, 15.56)], 8, 60),
    ferry([Land::Italy, Land::Sardinia], [(42.09, 11.79), (40.92, 9.52)], 230, 480),
    ferry([Land::Italy, Land::Corsica], [(43.55, 10.30), (42.70, 9.45)], 120, 315),
    ferry([Land::Eurasia, Land::Corsica], [(43.12, 5.93), (41.92, 8.74)], 300, 660),
    ferry([Land::Corsica, Land::Sardinia], [(41.39, 9.16), (41.24, 9.19)], 17, 110),
    ferry([Land::Sicily, Land::Malta], [(36.73, 14.85), (35.89, 14.50)], 95, 180),
    ferry([Land::Italy, Land::Eurasia], [(41.13, 16.87), (39.50, 20.26)], 320, 660),
    // Barcelona-Palma, Algeciras-Tangier, Piraeus-Heraklion.
    ferry([Land::Eurasia, Land::Balearics], [(41.35, 2.17), (39.56, 2.63)], 250, 510),
    ferry([Land::Eurasia, Land::Africa], [(36.13, -5.44), (35.88, -5.50)], 35, 165),
    ferry([Land::Eurasia, Land::Crete], [(37.94, 23.63), (35.35, 25.15)], 330, 600),
    // Aomori-Hakodate, Geelong-Devonport, Wellington-Picton.
    ferry([Land::Japan, Land::Hokkaido], [(40.83, 140.71), (41.79, 140.70)], 113, 280),
    ferry([Land::Australia, Land::Tasmania], [(-38.12, 144.37), (-41.17, 146.37)], 440, 720),
    ferry([Land::NewZealandNorth, Land::NewZealandSouth], [(-41.26, 174.80), (-41.29, 174.01)], 93, 270),
    // North Sydney-Port aux Basques, Tsawwassen-Swartz Bay, Horseshoe Bay-Nanaimo.
    ferry([Land::NorthAmerica, Land::Newfoundland], [(46.21, -60.25), (47.58, -59.14)], 178, 480),
    ferry([Land::NorthAmerica, Land::VancouverIsland], [(49.01, -123.13), (48.69, -123.41)], 44, 155),
    ferry([Land::NorthAmerica, Land::VancouverIsland], [(49.37, -123.27), (49.19, -123.95)], 57, 160),
    // Lower Michigan: the roads at New Buffalo, Niles, Coldwater and Toledo; Mackinac, Detroit and Port Huron bridges.
    dry([Land::LowerMichigan, Land::NorthAmerica], [(41.77, -86.73), (41.75, -86.76)], 4, 3),
    dry([Land::LowerMichigan, Land::NorthAmerica], [(41.77, -86.25), (41.75, -86.25)], 3, 2),
    dry([Land::LowerMichigan, Land::NorthAmerica], [(41.77, -85.00), (41.75, -85.00)], 3, 2),
    dry([Land::LowerMichigan, Land::NorthAmerica], [(41.77, -83.48), (41.75, -83.48)], 3, 2),
    dry([Land::LowerMichigan, Land::NorthAmerica], [(45.79, -84.73), (45.86, -84.72)], 8, 8),
    dry([Land::LowerMichigan, Land::NorthAmerica], [(42.32, -83.09), (42.30, -83.07)], 4, 15),
    dry([Land::LowerMichigan, Land::NorthAmerica], [(43.00, -82.46), (43.00, -82.41)], 4, 15),
];

/// Returns the land a point is on.
pub(super) fn land_of(point: LatLon) -> Land {
    let holds = |&(south, west, north, east): &LandBox| {
        (south..=north).contains(&point.lat()) && (west..=east).contains(&point.lon())
    };
    LANDS.iter().find(|(_, boxes)| boxes.iter().any(holds)).map_or(Land::Unlisted, |&(land, _)| land)
}

/// How much longer roads are than the great circle, by where the drive starts: south, west, north, east, factor.
///
/// Ballou et al. 2002 give US 1.20, IT 1.18, PL 1.21, BR 1.23, AU 1.28; their figures for Germany (1.32), Great
/// Britain (1.40), France (1.65), Spain (1.58), Japan (1.41) and New Zealand (2.05) are 15 % and more above the
/// known city pairs in this crate's tests, so those rows follow the pairs.
const CIRCUITY: &[(LandBox, f64)] = &[
    ((-47.5, 166.0, -34.0, 179.0), 1.32),
    ((30.0, 129.5, 45.6, 146.0), 1.28),
    ((-43.8, 112.8, -10.5, 153.8), 1.25),
    ((49.95, -10.8, 60.95, 1.8), 1.24),
    ((36.6, 9.5, 44.2, 18.6), 1.22),
    ((44.2, 7.0, 46.0, 13.7), 1.20),
    ((36.0, -9.6, 43.4, 3.3), 1.23),
    ((42.3, -5.0, 51.2, 6.2), 1.19),
    ((47.3, 6.2, 55.0, 15.0), 1.20),
    ((49.0, 15.0, 54.9, 24.2), 1.20),
    ((14.4, -118.0, 25.8, -86.7), 1.30),
    ((24.5, -125.0, 49.0, -52.0), 1.19),
    ((49.0, -141.0, 60.0, -52.0), 1.25),
    ((-34.0, -74.0, 5.3, -34.7), 1.24),
];

/// Returns the factor for drives from a point: 1.3 where no figure is known.
pub(super) fn circuity_of(point: LatLon) -> f64 {
    CIRCUITY
        .iter()
        .find(|&&((south, west, north, east), _)| {
            (south..=north).contains(&point.lat()) && (west..=east).contains(&point.lon())
        })
        .map_or(1.3, |&(_, factor)| factor)
}

#[cfg(test)]
mod tests {
    use loadin_domain::LatLon;

    use super::{CROSSINGS, Land, land_of};

    #[test]
    fn ports_lie_on_the_lands_they_join() {
        for crossing in CROSSINGS {
            for (land, (lat, lon)) in crossing.lands.into_iter().zip(crossing.ends) {
                let port = LatLon::new(lat, lon).unwrap();
                assert_eq!(land_of(port), land, "port at {lat}, {lon}");
            }
        }
    }

    #[test]
    fn towns_lie_on_their_lands() {
        for (lat, lon, land) in [
            (51.51, -0.13, Land::GreatBritain),
            (54.60, -5.93, Land::Ireland),
            (55.95, -3.19, Land::GreatBritain),
            (48.86, 2.35, Land::Eurasia),
            (50.95, 1.85, Land::Eurasia),
            (55.68, 12.57, Land::Zealand),
            (55.60, 13.00, Land::Scandinavia),
            (59.91, 10.75, Land::Scandinavia),
            (60.17, 24.94, Land::Finland),
            (59.44, 24.75, Land::Eurasia),
            (41.90, 12.50, Land::Italy),
            (43.51, 16.44, Land::Eurasia),
            (45.44, 12.33, Land::Italy),
            (43.70, 7.27, Land::Eurasia),
            (44.87, 13.85, Land::Eurasia),
            (46.00, 8.95, Land::Eurasia),
            (38.12, 13.36, Land::Sicily),
            (36.84, -2.46, Land::Eurasia),
            (36.81, 10.18, Land::Africa),
            (30.04, 31.24, Land::Africa),
            (44.48, -73.21, Land::NorthAmerica),
            (8.98, -79.52, Land::NorthAmerica),
            (19.43, -99.13, Land::NorthAmerica),
            (4.71, -74.07, Land::SouthAmerica),
            (35.68, 139.69, Land::Japan),
            (43.06, 141.35, Land::Hokkaido),
            (-36.85, 174.76, Land::NewZealandNorth),
            (-43.53, 172.64, Land::NewZealandSouth),
            (42.96, -85.67, Land::LowerMichigan),
            (43.04, -87.91, Land::NorthAmerica),
            (64.15, -21.94, Land::Iceland),
            (0.0, -150.0, Land::Unlisted),
        ] {
            assert_eq!(land_of(LatLon::new(lat, lon).unwrap()), land, "{lat}, {lon}");
        }
    }
}
