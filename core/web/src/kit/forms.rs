//! Forms: every field, as it is and with something wrong.

use loadin_profile::page::{Autofill, Dialog, Field, Form, Input, Page, Upload, page};

use super::{LEFTWARD, LONG, UNBROKEN};

fn every_field() -> Vec<Field> {
    let kinds = [("loud", "Loud"), ("quiet", "Quiet"), ("sit", "People sit")];
    let hidden = Field::hidden("version", "3");
    vec![
        Field::text("town", "Town").help("Such as Leipzig.").required().autofill(Autofill::Town),
        Field::textarea("words", "What to know", 3),
        Field::email("mail", "E-mail").required(),
        Field::phone("phone", "Telephone"),
        Field::web("web", "Website"),
        Field::date("day", "Day").required(),
        Field::time("doors", "Doors open"),
        Field::zoned("show", "Show begins", ["Europe/Berlin", "Europe/London", "America/New_York"]).required(),
        Field::zoned("end", "Show ends", []).help("Where the venue is."),
        Field::duration("set", "How long the set is"),
        Field::number("people", "People on the road", 1, 30).required(),
        Field::decimal("share", "Share of the door", 1).unit("%"),
        Field::money("fee", "Fee", "EUR"),
        Field::money_in("guarantee", "Guarantee", ["EUR", "CZK", "GBP"]).required(),
        Field::select("pace", "Days off", [("none", "None"), ("week", "One a week")]),
        Field::search("venue", "Venue", ["Kulturfabrik Löseke", "Divadlo 29", "Town Hall Brandon"])
            .help("Begin to type, and choose from the list or write another one."),
        Field::checkbox("home", "We want to be home on the last night"),
        Field::checkboxes("kinds", "What fits", kinds),
        Field::radio("deal", "Deal", [("flat", "Guarantee"), ("versus", "Versus"), ("door", "Share of the door")])
            .required(),
        Field::file("rider", "Rider", [".pdf"], 2_000_000),
        Field::geo("place", "Where it is"),
        hidden,
    ]
}

/// Every field, empty and filled in.
pub(super) fn forms() -> Page {
    let values = [
        ("empty", ""),
        ("town", "Leipzig"),
        ("words", "Load in from the yard.\nNo stairs."),
        ("mail", "ada@example.org"),
        ("phone", "+49 341 000"),
        ("web", "https://example.org/"),
        ("day", "2027-03-05"),
        ("doors", "19:30"),
        ("show", "2027-03-05T20:30[Europe/Berlin]"),
        ("end", "2027-03-05T23:00[Asia/Kathmandu]"),
        ("set", "1:15"),
        ("people", "5"),
        ("share", "72.5"),
        ("fee", "350.00"),
        ("guarantee", "12000 CZK"),
        ("pace", "week"),
        ("venue", "Divadlo 29"),
        ("home", "on"),
        ("kinds", "loud\nsit"),
        ("deal", "versus"),
        ("place", "51.34, 12.37"),
    ];
    let filled = every_field().into_iter().map(|field| {
        let value = values.iter().find(|(name, _)| *name == field.name).map(|(_, value)| (*value).to_owned());
        Field { value: value.or(field.value.clone()), ..field }
    });
    let form =
        |id: &str, fields: Vec<Field>| fields.into_iter().fold(Form::new(id, "shows", "Save the show"), Form::field);
    page("Forms")
        .upload(
            Upload::new("list", "venues", "Bring your list of venues", [".csv", "text/csv"], 10_000_000)
                .next("You see what was read before anything is stored."),
        )
        .dialog(
            Dialog::new("add", "Add a show", "A new show")
                .primary()
                .form(Form::new("quick", "shows", "Add it").field(Field::text("name_of_it", "Name").required())),
        )
        .heading("Filled in")
        .form(form("filled", filled.collect()))
        .heading("Empty, in groups")
        .form(Form::new("groups", "shows", "Save").group("All of it", every_field()))
}

/// Every field with something wrong, and words without room.
pub(super) fn errors() -> Page {
    let wrong = every_field().into_iter().filter(|field| field.input != (Input::Hidden {})).map(|field| {
        let error = format!("“{}” cannot be used: {LONG}", field.label);
        field.error(error)
    });
    let wrong = wrong.map(|field| match field.name.as_str() {
        "set" => field.value("an hour:"),
        "place" => field.value("Leipzig"),
        "show" => field.value("soon"),
        _ => field,
    });
    let long = Form::new("long", "shows", LONG)
        .field(Field::text("long_label", LONG).help(LONG).value(UNBROKEN))
        .field(Field::text("leftward", LEFTWARD).help(LEFTWARD).value(LEFTWARD))
        .field(Field::checkbox("long_box", LONG))
        .field(Field::radio("long_radio", UNBROKEN, [(LONG, LONG), (UNBROKEN, UNBROKEN)]).value(LONG));
    page("Forms with something wrong")
        .upload(
            Upload::new("list", "venues", "Bring your list of venues", [".csv"], 10_000_000)
                .error("The file is a picture. Save the list as CSV and bring that.")
                .value("version", "3"),
        )
        .dialog(
            Dialog::new("add", "Add a show", "A new show").form(
                Form::new("quick", "shows", "Add it")
                    .error("There is a show on that day already.")
                    .field(Field::text("show_name", "Name")),
            ),
        )
        .form(wrong.fold(Form::new("wrong", "shows", "Save the show"), Form::field))
        .form(long)
}
