//! What is kept: bookings with words and places, and plain notes that are only written.
//!
//! Rule: the same dice every time, so that two runs measure the same documents.

use std::path::Path;

use loadin_types::{
    Caller, DocumentId, Held, PersonId, PrincipalKind, SpaceId,
    data::{DataContext, Put, Visibility, Write, Written},
    ports::Collections as _,
};
use loadin_wit::manifest::Manifest;
use serde_json::{Value, json};

use crate::stores::Store;

pub(crate) const SPACES: u8 = 5;
pub(crate) const CITIES: u64 = 50;
const BATCH: usize = 500;

const MANIFEST: &str = r#"
[plugin]
id = "org.example.book"
name = "Book"
version = "1.0.0"
api = "0.1"

[collections.bookings]
schema = "bookings.json"
version = 1
visibility = ["space", "parties", "instance", "public"]
read = "public"
write = "public"
fields = { city = "text", on = "date", rank = "integer", fee_minor = "integer" }
indexes = [["city", "on"], ["on"]]
aggregates = [{ by = ["city"], measures = ["fee_minor"] }]
text = ["name", "note"]
point = "place"

[collections.notes]
schema = "notes.json"
version = 1
visibility = ["space", "parties"]
read = "public"
write = "public"
fields = { city = "text", rank = "integer" }
indexes = [["city", "rank"]]
"#;

/// Dice that fall the same way again.
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    pub(crate) const fn roll(&mut self, sides: u64) -> u64 {
        // Numbers of Knuth's MMIX; the upper half is random enough.
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }

    #[expect(clippy::cast_precision_loss, reason = "a place on the map needs no more")]
    fn between(&mut self, from: f64, to: f64) -> f64 {
        from + (to - from) * self.roll(1_000_000) as f64 / 1e6
    }

    /// Returns one of 400 words of two or three syllables.
    pub(crate) fn word(&mut self) -> String {
        const FIRST: [&str; 20] = [
            "ro", "da", "ke", "lu", "mi", "no", "pa", "qui", "sa", "te", "bra", "cla", "dro", "fle", "gri", "ple",
            "sto", "tra", "vi", "wo",
        ];
        const THEN: [&str; 20] = [
            "ban", "ched", "dor", "fel", "gan", "hull", "ker", "lin", "mer", "nor", "per", "rak", "sten", "tam", "vel",
            "wick", "xon", "yard", "zel", "ton",
        ];
        let syllable =
            |of: &[&'static str; 20], at: u64| of.get(usize::try_from(at).unwrap_or(0)).copied().unwrap_or("");
        let (first, then) = (self.roll(20), self.roll(20));
        format!("{}{}", syllable(&FIRST, first), syllable(&THEN, then))
    }

    pub(crate) fn words(&mut self, count: u64) -> String {
        (0..count).map(|_| self.word()).collect::<Vec<_>>().join(" ")
    }

    pub(crate) fn place(&mut self) -> (f64, f64) {
        (self.between(50.0, 58.0), self.between(-6.0, 2.0))
    }

    pub(crate) fn booking(&mut self) -> Value {
        let (lat, lon) = self.place();
        json!({
            "city": format!("City {}", self.roll(CITIES)),
            "on": format!("20{}-{:02}-{:02}", 26 + self.roll(3), 1 + self.roll(12), 1 + self.roll(28)),
            "rank": 1 + self.roll(6),
            "fee_minor": self.roll(500_000),
            "name": self.words(3),
            "note": self.words(10),
            "place": {"lat": lat, "lon": lon},
        })
    }

    pub(crate) fn note(&mut self) -> Value {
        json!({"city": format!("City {}", self.roll(CITIES)), "rank": self.roll(1_000_000), "text": self.words(20)})
    }
}

#[expect(clippy::unwrap_used, reason = "a bench is run by hand")]
pub(crate) fn manifest(folder: &Path) -> Manifest {
    let text = json!({"type": "string", "maxLength": 2000});
    let whole = json!({"type": "integer"});
    let schema = |required: &[&str], properties: Value| json!({"type": "object", "required": required, "additionalProperties": false, "properties": properties});
    let place = json!({"type": "object", "properties": {"lat": {"type": "number"}, "lon": {"type": "number"}}});
    let on = json!({"type": "string", "format": "date"});
    let bookings =
        json!({"city": text, "on": on, "rank": whole, "fee_minor": whole, "name": text, "note": text, "place": place});
    for (name, schema) in [
        ("bookings.json", schema(&["city", "on", "rank"], bookings)),
        ("notes.json", schema(&["city", "rank"], json!({"city": text, "rank": whole, "text": text}))),
    ] {
        std::fs::write(folder.join(name), schema.to_string()).unwrap();
    }
    Manifest::parse(MANIFEST, &folder.join("plugin.toml")).unwrap()
}

pub(crate) fn space(number: u8) -> SpaceId {
    SpaceId::from_parts(u64::from(number) + 1, &[number; 10])
}

/// Returns a member of a space.
#[expect(clippy::unwrap_used, reason = "a bench is run by hand")]
pub(crate) fn member(number: u8) -> DataContext {
    let person = PersonId::from_parts(1, &[1; 10]).to_string();
    let (kind, roles) = (PrincipalKind::Person, vec!["member".to_owned()]);
    let caller = Caller { kind, id: person, space: space(number), roles, held: Held::All };
    DataContext { plugin: "org.example.book".to_owned().try_into().unwrap(), caller, lease: None }
}

pub(crate) fn put(collection: &str, data: &Value, visibility: Option<Visibility>) -> Write {
    Write::Put(Put {
        collection: collection.to_owned(),
        id: None,
        data: data.to_string(),
        parties: Vec::new(),
        visibility,
        expect_version: None,
    })
}

/// Fills the collection of bookings, evenly over the spaces; returns the ids of the first space.
#[expect(clippy::unwrap_used, reason = "a bench is run by hand")]
pub(crate) async fn fill(store: &Store, documents: usize) -> Vec<DocumentId> {
    let mut dice = Dice(7);
    let mut ids = Vec::new();
    for batch in 0..documents.div_ceil(BATCH) {
        let number = u8::try_from(batch % usize::from(SPACES)).unwrap();
        let writes = (0..BATCH)
            .map(|_| {
                let visibility = (dice.roll(20) == 0).then_some(Visibility::Instance);
                put("bookings", &dice.booking(), visibility)
            })
            .collect();
        let written = store.collections.commit(&member(number), writes).await.unwrap();
        if number == 0 {
            ids.extend(written.into_iter().filter_map(|written| match written {
                Written::Document(document) => Some(document.id),
                Written::Done | Written::Job(_) => None,
            }));
        }
    }
    ids
}
