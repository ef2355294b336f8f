//! JSON Schemas of what the commands take and answer, made from the types themselves.
//!
//! Rule: the files in `schemas/` are these texts; a test fails when they are stale and says how to write them anew.

use schemars::{JsonSchema, Schema, generate::SchemaSettings};
use serde_json::json;

use crate::{reply::PlanReply, request::PlanRequest};

/// Returns every schema with the name of its file.
///
/// # Errors
///
/// When a schema has no JSON form, which would be a fault of a type.
pub fn files() -> Result<[(&'static str, String); 3], serde_json::Error> {
    Ok([
        ("plan-request.json", text(&schema_of::<PlanRequest>())?),
        ("plan.json", text(&schema_of::<PlanReply>())?),
        ("plan-view-request.json", text(&saved_plan())?),
    ])
}

fn schema_of<T: JsonSchema>() -> Schema {
    SchemaSettings::draft2020_12().into_generator().into_root_schema_for::<T>()
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
