//! JSON Schemas of what the commands take and answer, made from the types themselves.
//!
//! Rule: the files in `schemas/` are these texts; a test fails when they are stale and says how to write them anew.

use schemars::{JsonSchema, Schema, generate::SchemaSettings};
use serde_json::{Value, json};

use crate::{
    kept::{ImportDocument, PlanDocument, VenueDocument},
    reply::PlanReply,
    request::PlanRequest,
};

/// Returns every schema with the name of its file.
///
/// # Errors
///
/// When a schema has no JSON form, which would be a fault of a type.
pub fn files() -> Result<[(&'static str, String); 6], serde_json::Error> {
    Ok([
        ("plan-request.json", text(&schema_of::<PlanRequest>())?),
        ("plan.json", text(&schema_of::<PlanReply>())?),
        ("plan-view-request.json", text(&saved_plan())?),
        ("venue-document.json", text(&schema_of::<VenueDocument>())?),
        ("plan-document.json", text(&kept_plan())?),
        ("import-document.json", text(&schema_of::<ImportDocument>())?),
    ])
}

fn schema_of<T: JsonSchema>() -> Schema {
    SchemaSettings::draft2020_12().into_generator().into_root_schema_for::<T>()
}

/// A kept plan: its request has no venue list, and what the command line needs to know about flags is left away.
fn kept_plan() -> Schema {
    let mut schema = schema_of::<PlanDocument>().to_value();
    if let Some(request) = schema.pointer_mut("/$defs/PlanRequest").and_then(Value::as_object_mut) {
        if let Some(required) = request.get_mut("required").and_then(Value::as_array_mut) {
            required.retain(|name| name != "venues");
        }
        if let Some(properties) = request.get_mut("properties").and_then(Value::as_object_mut) {
            properties.remove("venues");
            for property in properties.values_mut().filter_map(Value::as_object_mut) {
                property.retain(|key, _| !key.starts_with("x-loadin-") && key != "format");
            }
        }
    }
    Schema::try_from(schema).unwrap_or_default()
}

/// The arguments of `plan-view`: a file whose JSON is the body of the request.
fn saved_plan() -> Schema {
    let schema = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "PlanViewRequest",
        "description": "A saved plan to show again.",
        "type": "object",
        "properties": {
            "body": {
                "description": "The plan, as `loadin plan --json` printed it.",
                "type": "object",
                "contentMediaType": "application/json",
                "x-loadin-flag": "plan",
                "x-loadin-value-name": "FILE",
            },
        },
        "required": ["body"],
        "additionalProperties": false,
    });
    Schema::try_from(schema).unwrap_or_default()
}

fn text(schema: &Schema) -> Result<String, serde_json::Error> {
    Ok(serde_json::to_string_pretty(schema)? + "\n")
}
