//! The committed file is what its header says, and a damaged one is an error.

use std::io::Read as _;

use loadin_places::{DataError, EMBEDDED, Gazetteer};
use sha2::{Digest as _, Sha256};

#[test]
fn the_committed_file_is_what_its_header_says() {
    let mut bytes = Vec::new();
    ruzstd::decoding::StreamingDecoder::new(EMBEDDED).unwrap().read_to_end(&mut bytes).unwrap();
    let header = Gazetteer::embedded().header();
    assert_eq!(bytes[..8], *b"LOADINPL");
    assert_eq!(header.version, 1);
    assert_eq!(header.body_bytes as usize, bytes.len() - 52);
    assert_eq!(header.sha256[..], Sha256::digest(&bytes[52..])[..]);
    assert_eq!(header.places as usize, Gazetteer::embedded().places().count());
}

#[test]
fn the_file_stays_small() {
    assert!(EMBEDDED.len() <= 2_000_000, "{} bytes", EMBEDDED.len());
    assert!(Gazetteer::embedded().header().places >= 140_000);
}

#[test]
fn ids_are_unique_and_every_place_has_a_country() {
    let mut ids: Vec<u32> = Gazetteer::embedded().places().map(|place| place.id).collect();
    let count = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), count);
    assert!(Gazetteer::embedded().places().all(|place| place.country.len() == 2 && !place.name.is_empty()));
}

#[test]
fn a_damaged_file_is_an_error_that_names_the_cure() {
    let decode = |bytes: &[u8]| Gazetteer::decode(bytes).err().map(|error| error.to_string()).unwrap_or_default();
    assert!(decode(b"").contains("generate.py"));
    assert!(decode(b"name,lat,lon\n").contains("cannot be decompressed"));
    assert!(decode(&EMBEDDED[..EMBEDDED.len() / 2]).contains("cannot be decompressed"));
    let mut flipped = EMBEDDED.to_vec();
    for at in (100..flipped.len()).step_by(50_000) {
        flipped[at] ^= 0xff;
    }
    assert!(matches!(
        Gazetteer::decode(&flipped),
        Err(DataError::Compression { .. } | DataError::Version | DataError::Damaged { .. })
    ));
}
