//! Estimates against known roads.

use loadin_domain::LatLon;
use loadin_tour_engine::roads::{Estimate, RoadLeg, RoadModel as _, great_circle_metres};

type Place = (&'static str, f64, f64);

const BURLINGTON: Place = ("Burlington VT", 44.4759, -73.2121);
const BRATTLEBORO: Place = ("Brattleboro", 42.8509, -72.5579);
const BOSTON: Place = ("Boston", 42.3601, -71.0589);
const NEW_YORK: Place = ("New York", 40.7128, -74.0060);
const MONTREAL: Place = ("Montreal", 45.5019, -73.5674);
const TORONTO: Place = ("Toronto", 43.6532, -79.3832);
const MILWAUKEE: Place = ("Milwaukee", 43.0389, -87.9065);
const GRAND_RAPIDS: Place = ("Grand Rapids", 42.9634, -85.6681);
const BERLIN: Place = ("Berlin", 52.5200, 13.4050);
const HAMBURG: Place = ("Hamburg", 53.5511, 9.9937);
const MUNICH: Place = ("Munich", 48.1351, 11.5820);
const COLOGNE: Place = ("Cologne", 50.9375, 6.9603);
const LONDON: Place = ("London", 51.5074, -0.1278);
const EDINBURGH: Place = ("Edinburgh", 55.9533, -3.1883);
const MANCHESTER: Place = ("Manchester", 53.4808, -2.2426);
const BRISTOL: Place = ("Bristol", 51.4545, -2.5879);
const DUBLIN: Place = ("Dublin", 53.3498, -6.2603);
const BELFAST: Place = ("Belfast", 54.5973, -5.9301);
const PARIS: Place = ("Paris", 48.8566, 2.3522);
const LYON: Place = ("Lyon", 45.7640, 4.8357);
const MADRID: Place = ("Madrid", 40.4168, -3.7038);
const BARCELONA: Place = ("Barcelona", 41.3874, 2.1686);
const MILAN: Place = ("Milan", 45.4642, 9.1900);
const ROME: Place = ("Rome", 41.9028, 12.4964);
const SPLIT: Place = ("Split", 43.5081, 16.4402);
const WARSAW: Place = ("Warsaw", 52.2297, 21.0122);
const KRAKOW: Place = ("Krakow", 50.0647, 19.9450);
const COPENHAGEN: Place = ("Copenhagen", 55.6761, 12.5683);
const STOCKHOLM: Place = ("Stockholm", 59.3293, 18.0686);
const TOKYO: Place = ("Tokyo", 35.6762, 139.6503);
const OSAKA: Place = ("Osaka", 34.6937, 135.5023);
const SYDNEY: Place = ("Sydney", -33.8688, 151.2093);
const MELBOURNE: Place = ("Melbourne", -37.8136, 144.9631);
const AUCKLAND: Place = ("Auckland", -36.8509, 174.7645);
const WELLINGTON: Place = ("Wellington", -41.2924, 174.7787);
const REYKJAVIK: Place = ("Reykjavik", 64.1466, -21.9426);

fn point((_, lat, lon): Place) -> LatLon {
    LatLon::new(lat, lon).unwrap()
}

fn leg(from: Place, to: Place) -> Option<RoadLeg> {
    Estimate::new().leg(point(from), point(to))
}

#[test]
fn estimates_are_within_15_percent_of_known_roads() {
    // Usual driving distances in km by the fastest road, as route planners and road signs give them.
    for (from, to, km) in [
        (BURLINGTON, BOSTON, 348),
        (BURLINGTON, NEW_YORK, 483),
        (BURLINGTON, BRATTLEBORO, 245),
        (BURLINGTON, MONTREAL, 155),
        (BOSTON, NEW_YORK, 346),
        (TORONTO, MONTREAL, 541),
        (BERLIN, HAMBURG, 289),
        (BERLIN, MUNICH, 585),
        (COLOGNE, BERLIN, 573),
        (HAMBURG, MUNICH, 778),
        (LONDON, EDINBURGH, 650),
        (LONDON, MANCHESTER, 335),
        (LONDON, BRISTOL, 190),
        (DUBLIN, BELFAST, 167),
        (PARIS, LYON, 465),
        (MADRID, BARCELONA, 621),
        (MILAN, ROME, 575),
        (WARSAW, KRAKOW, 293),
        (TOKYO, OSAKA, 505),
        (SYDNEY, MELBOURNE, 878),
        (AUCKLAND, WELLINGTON, 645),
        (COPENHAGEN, STOCKHOLM, 657),
        (MILWAUKEE, GRAND_RAPIDS, 430),
        (LONDON, PARIS, 465),
    ] {
        let leg = leg(from, to).unwrap();
        let (known, found) = (f64::from(km), f64::from(leg.metres) / 1_000.0);
        let error = (found - known) / known;
        assert!(error.abs() <= 0.15, "{} to {}: {found:.0} km, known {km}", from.0, to.0);
    }
}

#[test]
fn times_are_what_a_van_takes() {
    for (from, to, least, most) in [
        (BURLINGTON, BOSTON, 210, 280),
        (BERLIN, HAMBURG, 170, 240),
        (LONDON, EDINBURGH, 420, 540),
        (DUBLIN, BELFAST, 110, 170),
    ] {
        let minutes = leg(from, to).unwrap().minutes;
        assert!((least..=most).contains(&minutes), "{} to {}: {minutes} min", from.0, to.0);
    }
}

#[test]
fn there_is_no_road_across_an_ocean() {
    for (from, to) in [
        (LONDON, BURLINGTON),
        (DUBLIN, BOSTON),
        (PARIS, NEW_YORK),
        (REYKJAVIK, LONDON),
        (TOKYO, BERLIN),
        (SYDNEY, AUCKLAND),
    ] {
        assert_eq!(leg(from, to), None, "{} to {}", from.0, to.0);
    }
}

#[test]
fn crossings_are_marked_and_bays_are_driven_round() {
    assert!(leg(LONDON, PARIS).unwrap().ferry);
    assert!(leg(LONDON, DUBLIN).unwrap().ferry);
    assert!(!leg(COPENHAGEN, STOCKHOLM).unwrap().ferry, "there is a bridge");
    assert!(!leg(DUBLIN, BELFAST).unwrap().ferry);
    // 340 km over the Adriatic, about 1,000 round it.
    assert!(leg(ROME, SPLIT).unwrap().metres > 800_000);
}

#[test]
fn the_matrix_holds_the_same_legs_as_single_questions() {
    let places = [LONDON, PARIS, DUBLIN, BURLINGTON, MILAN, ROME, TOKYO];
    let points: Vec<LatLon> = places.into_iter().map(point).collect();
    let matrix = Estimate::new().matrix(&points);
    for from in 0..points.len() {
        for to in 0..points.len() {
            let same_time = matrix.leg(from, to).map(|leg| leg.minutes);
            assert_eq!(same_time, leg(places[from], places[to]).map(|leg| leg.minutes));
            assert_eq!(matrix.leg(from, to), matrix.leg(to, from));
        }
        assert_eq!(matrix.leg(from, from).map(|leg| (leg.metres, leg.minutes)), Some((0, 0)));
    }
}

#[test]
fn the_great_circle_is_known_to_the_kilometre() {
    let metres = great_circle_metres(point(BURLINGTON), point(BOSTON));
    assert!((290_000..295_000).contains(&metres), "{metres}");
}
