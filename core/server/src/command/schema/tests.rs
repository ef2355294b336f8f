//! What each form of schema becomes.

use serde_json::{Value, json};

use super::{Arguments, Choice, Field, FileForm, FileRule, Kind};

fn one(property: &str, said: Value) -> Result<Field, String> {
    let schema = json!({
        "type": "object",
        "properties": { property: said, "venues_name": { "type": "string" } },
        "required": ["home"],
        "$defs": {
            "Unit": { "type": "string", "enum": ["km", "mi"], "description": "Unit of length" },
            "Loop": { "$ref": "#/$defs/Loop" },
        },
    });
    Arguments::parse(&schema, &["text", "json"]).map(|arguments| arguments.fields[0].clone())
}

fn kind(said: Value) -> Kind {
    one("x", said).unwrap().kind
}

#[test]
fn every_type_has_its_kind_of_flag() {
    assert_eq!(kind(json!({ "type": "string" })), Kind::Text);
    assert_eq!(kind(json!({ "type": "integer" })), Kind::Integer);
    assert_eq!(kind(json!({ "type": ["number", "null"] })), Kind::Number);
    assert_eq!(kind(json!({ "type": "boolean" })), Kind::Switch(true));
    assert_eq!(kind(json!({ "type": "object" })), Kind::Json);
    assert_eq!(kind(json!({ "type": ["string", "integer"] })), Kind::Json);
    assert_eq!(kind(json!(true)), Kind::Json);
}

#[test]
fn an_array_repeats_its_items_flag() {
    let field = one("x", json!({ "type": "array", "items": { "type": "integer" } })).unwrap();
    assert!(field.repeats && field.kind == Kind::Integer);
    let nested = one("x", json!({ "type": "array", "items": { "type": "array" } })).unwrap();
    assert!(nested.repeats && nested.kind == Kind::Json);
}

#[test]
fn a_switch_that_is_on_by_default_is_switched_off() {
    let field = one("return_home", json!({ "type": "boolean", "default": true })).unwrap();
    assert_eq!((field.flag.as_str(), field.kind), ("no-return-home", Kind::Switch(false)));
}

#[test]
fn references_and_alternatives_with_null_are_followed() {
    let choices = || Kind::Choice(["km", "mi"].map(|value| Choice { value: value.into(), help: None }).to_vec());
    let field = one("x", json!({ "$ref": "#/$defs/Unit" })).unwrap();
    assert_eq!((field.kind, field.description.as_str()), (choices(), "Unit of length"));
    let field = one("x", json!({ "anyOf": [{ "$ref": "#/$defs/Unit" }, { "type": "null" }], "description": "Nearer" }))
        .unwrap();
    assert_eq!((field.kind, field.description.as_str()), (choices(), "Nearer"));
    let documented = kind(json!({ "oneOf": [{ "const": "km", "description": "Kilometres" }, { "const": "mi" }] }));
    let Kind::Choice(documented) = documented else { panic!("{documented:?}") };
    assert_eq!(documented[0].help.as_deref(), Some("Kilometres"));
}

#[test]
fn references_that_lead_nowhere_are_refused() {
    let endless = one("x", json!({ "$ref": "#/$defs/Loop" })).unwrap_err();
    assert_eq!(endless, "property `x`: its references lead nowhere");
    let outside = one("x", json!({ "$ref": "other.json" })).unwrap_err();
    assert_eq!(outside, "property `x`: `other.json` is not in the same file");
}

#[test]
fn a_media_type_makes_a_file_flag() {
    let field = one(
        "venues",
        json!({ "type": "string", "contentMediaType": "text/csv", "contentEncoding": "base64",
                "x-loadin-max-bytes": 10, "x-loadin-file-name": "venues_name", "x-loadin-value-name": "CSV" }),
    )
    .unwrap();
    let rule = FileRule { max_bytes: 10, form: FileForm::Base64, name_goes_to: Some("venues_name".into()) };
    assert_eq!((field.kind, field.value_name.as_deref()), (Kind::File(rule), Some("CSV")));

    let form = |said| match kind(said) {
        Kind::File(rule) => rule.form,
        other => panic!("{other:?}"),
    };
    assert_eq!(form(json!({ "contentMediaType": "application/json" })), FileForm::Json);
    assert_eq!(form(json!({ "contentMediaType": "application/json", "type": "object" })), FileForm::Json);
    assert_eq!(form(json!({ "contentMediaType": "application/json", "type": "string" })), FileForm::Text);
    assert_eq!(form(json!({ "contentMediaType": "text/plain", "type": "string" })), FileForm::Text);
}

#[test]
fn the_property_for_a_files_name_must_exist_and_stays_out_of_sight() {
    let said = |name: &str| json!({ "type": "string", "contentMediaType": "text/csv", "x-loadin-file-name": name });
    let missing = one("venues", said("nowhere")).unwrap_err();
    assert_eq!(missing, "property `venues`: x-loadin-file-name names `nowhere`, which does not exist");
    let schema = json!({ "properties": { "venues": said("venues_name"), "venues_name": { "type": "string" } } });
    let arguments = Arguments::parse(&schema, &[]).unwrap();
    assert!(arguments.field("venues_name").unwrap().is_filled_in && !arguments.field("venues").unwrap().is_filled_in);
}

#[test]
fn flags_are_kebab_case_or_as_the_schema_says() {
    let flag = |property: &str| one(property, json!({ "type": "string" })).unwrap().flag;
    assert_eq!(flag("max_drive_km"), "max-drive-km");
    assert_eq!(flag("maxDriveKm"), "max-drive-km");
    let named = one("anchors", json!({ "type": "array", "items": { "type": "string" }, "x-loadin-flag": "--anchor" }));
    assert_eq!(named.unwrap().flag, "anchor");
    assert!(one("x", json!({ "x-loadin-flag": "Ä" })).unwrap_err().contains("cannot be a flag"));
}

#[test]
fn flags_that_clash_are_refused() {
    for (property, said) in [
        ("output", "property `output`: --output belongs to every command"),
        ("json", "property `json`: --json belongs to every command"),
        ("venues-name", "properties `venues-name` and `venues_name` are both --venues-name"),
    ] {
        let message = one(property, json!({ "type": "string" })).unwrap_err();
        assert!(message.starts_with(said), "{message}");
    }
}

#[test]
fn required_properties_are_required() {
    assert!(one("home", json!({ "type": "string" })).unwrap().is_required);
    assert!(!one("end", json!({ "type": "string" })).unwrap().is_required);
}

#[test]
fn only_objects_are_arguments() {
    let message = Arguments::parse(&json!({ "type": "string" }), &[]).unwrap_err();
    assert!(message.contains("of type `object`"), "{message}");
    assert!(Arguments::parse(&json!({ "type": "object" }), &[]).unwrap().fields.is_empty());
}
