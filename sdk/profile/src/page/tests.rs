//! A page of every piece goes out and comes back; every flaw is named with its place.

use proptest::prelude::*;

use super::*;

fn every_piece() -> Page {
    let money = |amount: &str| Money::new(amount, "USD");
    page("Spring tour")
        .up("Plans", "plans")
        .headline([Fact::new("Shows", 2_u32).note("of 3 days"), Fact::new("Left", money("812.40"))])
        .heading("What to know")
        .text([Span::plain("All "), Span::strong("estimates"), Span::link("explained", "#money")])
        .notice(NoticeKind::Warning, "Two venues have no capacity.")
        .columns([
            vec![Piece::from(section("Money").id("money").waterfall(Waterfall {
                title: "Budget".to_owned(),
                lines: vec![
                    Line::new("Shows", money("1000.00")),
                    Line::new("Driving", money("-187.60")).note("640 km"),
                ],
                total: Line::new("Left", money("812.40")),
            }))],
            vec![Piece::from(Downloads {
                files: vec![Download::new("Calendar", "plans/7/tour.ics", "for your phone")],
            })],
        ])
        .map(
            Map::new("Route", "From Burlington over two towns and back.")
                .route(Route::Round)
                .home("Burlington", 44.48, -73.21)
                .points([Point::stop(1, "Brandon", 43.80, -73.09).href("#day-1"), Point::dot("Albany", 44.73, -72.38)]),
        )
        .itinerary([
            Day::show("2027-03-05", 1, "Town Hall", "day-1").amount(money("500")).drive(Drive {
                from: "Burlington".to_owned(),
                to: "Brandon".to_owned(),
                km: 81.0,
                minutes: 75,
                at_night: false,
            }),
            Day::quiet("2027-03-06", DayKind::Off, "Day off"),
        ])
        .table(
            Table::new("Left out", [("Venue", ColumnKind::Text), ("Net", ColumnKind::Money)])
                .row([Cell::link("Arvad's", "venues/27"), money("-3").into()])
                .row(["Ashley's".into(), Cell::Empty]),
        )
        .form(
            Form::new("ask", "plans", "Plan the tour")
                .field(Field::date("from", "First day").required())
                .field(Field::file("venues", "Venue list", [".csv", "text/csv"], 1_000_000))
                .field(Field::select("pace", "Pace", [("slow", "Slow"), ("fast", "Fast")]).value("slow"))
                .field(Field::hidden("version", "3")),
        )
        .actions([
            Action::go("Change", "plans/7/edit").primary(),
            Action::post("Delete", "plans/7/delete").danger("Delete this plan?").value("version", "3"),
        ])
        .progress(Progress {
            job: "0193d7a2-3c4f-7abc-8def-0123456789ab".to_owned(),
            done: 3,
            total: 10,
            message: "Searching".to_owned(),
        })
        .list([Card::new("Spring tour", "plans/7").fact("Shows", 2_u32).note("Saved today")], "No plans yet.")
}

fn flaws_of(page: &Page) -> Vec<String> {
    page.check().err().unwrap_or_default().iter().map(ToString::to_string).collect()
}

#[test]
fn a_page_of_every_piece_is_sound_and_survives_the_wire() {
    let page = every_piece();
    assert_eq!(flaws_of(&page), Vec::<String>::new());
    let json = serde_json::to_string(&page).unwrap();
    assert_eq!(serde_json::from_str::<Page>(&json).unwrap(), page);
    assert!(json.len() < Page::MAX_JSON_BYTES);
}

#[test]
fn the_wire_form_is_readable() {
    let page = page("Plans").notice(NoticeKind::Info, "Hello").facts([Fact::new("Left", Money::new("1.50", "EUR"))]);
    let wanted = serde_json::json!({"title": "Plans", "pieces": [
        {"piece": "notice", "kind": "info", "text": "Hello"},
        {"piece": "facts", "is_headline": false,
         "facts": [{"label": "Left", "value": {"money": {"amount": "1.50", "currency": "EUR"}}}]},
    ]});
    assert_eq!(serde_json::to_value(&page).unwrap(), wanted);
}

#[test]
fn unknown_fields_and_pieces_are_refused() {
    for (json, named) in [
        (r#"{"title":"x","pieces":[],"script":"x()"}"#, "script"),
        (r#"{"title":"x","html":"<b>x</b>","errors":[{"field":"a","text":"b","href":"c"}]}"#, "href"),
        (r#"{"title":"x","pieces":[{"piece":"html","text":"<b>"}]}"#, "html"),
        (r#"{"title":"x","pieces":[{"piece":"notice","kind":"info","text":"x","onclick":"y"}]}"#, "onclick"),
        (r#"{"title":"x","pieces":[{"piece":"section","title":"x","pieces":[],"style":"y"}]}"#, "style"),
        (
            r#"{"title":"x","pieces":[{"piece":"actions","actions":[{"go":{"text":"x","href":"y","target":"z"}}]}]}"#,
            "target",
        ),
        (
            r#"{"title":"x","pieces":[{"piece":"form","id":"a","action":"b","submit":"c","method":"get","fields":[]}]}"#,
            "method",
        ),
    ] {
        let error = serde_json::from_str::<Page>(json).unwrap_err().to_string();
        assert!(error.contains(named), "{json}: {error}");
    }
}

#[test]
fn every_flaw_names_its_place() {
    let deep = section("1").section(section("2").section(section("3").section(section("4"))));
    let cases: Vec<(Page, &str)> = vec![
        (page(" "), "title: is empty"),
        (page("x").up("Home", "../"), "up.href: `../` may not be linked"),
        (
            page("x").text([Span::link("a", "//evil.test")]),
            "pieces[0].paragraphs[0][0].href: `//evil.test` may not be linked",
        ),
        (page("x").text([Span::link("a", "#gone")]), "pieces[0].paragraphs[0][0].href: `#gone` leads nowhere"),
        (page("x").text("a\u{202e}b"), "pieces[0].paragraphs[0][0].text: holds control characters"),
        (page("x").section(deep), "stand at most 3 deep"),
        (page("x").columns([vec![]]), "pieces[0].columns: 1 columns"),
        (
            page("x").facts([Fact::new("a", Money::new("1,5", "EUR"))]),
            "pieces[0].facts[0].value: `1,5 EUR` is no amount",
        ),
        (page("x").facts([Fact::new("a", Cell::date("2027-02-29"))]), "`2027-02-29` is no date"),
        (page("x").facts([Fact::new("a", f64::NAN)]), "pieces[0].facts[0].value: is no number"),
        (
            page("x").table(Table::new("t", [("a", ColumnKind::Money)]).row(["b".into()])),
            "pieces[0].rows[0][0]: does not fit the column `a`",
        ),
        (page("x").table(Table::new("t", [("a", ColumnKind::Text)]).rows([vec![]])), "has 0 values for 1 columns"),
        (page("x").map(Map::new("m", "s").points([Point::dot("p", 91.0, 0.0)])), "pieces[0].points[0]: lat 91"),
        (
            page("x").form(Form::new("f", "https://evil.test/", "Go")),
            "pieces[0].action: `https://evil.test/` may not be posted",
        ),
        (page("x").form(Form::new("f", "a", "Go").field(Field::text("action", "A"))), "`action` would hide a property"),
        (page("x").form(Form::new("f", "a", "Go").field(Field::text("_csrf", "A"))), "`_csrf` cannot name a field"),
        (
            page("x").form(Form::new("f", "a", "Go").field(Field::text("a", "A")).field(Field::text("a", "A"))),
            "pieces[0].fields[1].name: `a` is there twice",
        ),
        (
            page("x").form(Form::new("f", "a", "Go").field(Field::file("a", "A", [".csv"], 1 << 30))),
            "max_bytes is 1073741824",
        ),
        (page("x").actions([Action::post("Go", "/core/admin")]), "pieces[0].actions[0].do.action: `/core/admin`"),
        (
            page("x").progress(Progress { job: "../x".into(), done: 0, total: 0, message: String::new() }),
            "is no job id",
        ),
        (
            page("x").itinerary([Day::show("2027-03-05", 1, "a", "d"), Day::show("2027-03-06", 2, "b", "d")]),
            "pieces[0].days[1].id: `d` is there twice",
        ),
    ];
    for (page, wanted) in cases {
        let flaws = flaws_of(&page);
        assert!(flaws.len() == 1 && flaws[0].contains(wanted), "wanted {wanted}, got {flaws:?}");
    }
}

#[test]
fn every_flaw_of_a_chart_or_a_table_names_its_place() {
    let axis = || Axis::labels(["a", "b"]);
    let line = || Chart::line("c", Unit::Number, axis());
    let table = || Table::new("t", [("a", ColumnKind::Text), ("b", ColumnKind::Text)]);
    let cases: Vec<(Page, &str)> = vec![
        (page("x").chart(line()), "pieces[0].plot.line.series: has no values"),
        (page("x").chart(line().series("s", [1.0])), "pieces[0].plot.line.series[0].values: has 1 values for 2 steps"),
        (
            page("x").chart(line().series("s", [1.0, f64::INFINITY])),
            "pieces[0].plot.line.series[0].values[1]: is no number",
        ),
        (page("x").chart(line().series(" ", [1.0, 2.0])), "pieces[0].plot.line.series[0].name: is empty"),
        (
            page("x").chart(line().series("s", [1.0, 2.0]).reference("r", f64::NAN)),
            "pieces[0].references[0].value: is no number",
        ),
        (
            page("x").chart(Chart::line("c", Unit::money("euro"), axis()).series("s", [1.0, 2.0])),
            "pieces[0].unit: `0 euro` is no amount",
        ),
        (
            page("x")
                .chart(Chart::bar("c", Unit::Km, Axis::days(["2027-03-06", "2027-03-05"])).series("s", [1.0, 2.0])),
            "pieces[0].axis: the days do not rise",
        ),
        (
            page("x").chart(Chart::bar("c", Unit::Km, Axis::days(["2027-03-05", "soon"])).series("s", [1.0, 2.0])),
            "pieces[0].axis[1]: `soon` is no date",
        ),
        (
            page("x").chart(Chart::stacked("c", Unit::Number, axis()).series("s", [1.0, -2.0])),
            "pieces[0].plot.stacked: a part is below zero",
        ),
        (
            page("x").chart(fan().band(50, [Some((2.0, 1.0)), None])),
            "pieces[0].plot.fan.bands[0]: a lower end is above its upper end",
        ),
        (
            page("x").chart(fan().band(80, [None, None]).band(50, [None, None])),
            "pieces[0].plot.fan.bands: the narrowest does not come first",
        ),
        (page("x").chart(fan().band(100, [None, None])), "pieces[0].plot.fan.bands[0].percent: is 100; use 1 to 99"),
        (
            page("x").chart(Chart::strip("c", Unit::Number, axis(), [vec![1.0]])),
            "pieces[0].plot.strip.dots: has 1 rows for 2 steps",
        ),
        (page("x").table(table().sort(0, "../x", None)), "pieces[0].columns[0].sort.href: `../x` may not be linked"),
        (
            page("x").table(table().sort(0, "a", Some(Order::Rising)).sort(1, "b", Some(Order::Falling))),
            "pieces[0].columns: the rows are in the order of more than one column",
        ),
        (page("x").table(table().filter(Filter::new("f", "a?b=1"))), "pieces[0].filter.href: has a query"),
        (
            page("x").table(table().filter(Filter::new("f", "a").field(Field::file("f", "F", [".csv"], 1)))),
            "pieces[0].filter.fields: has a file",
        ),
        (page("x").table(table().csv("https://evil.test/")), "pieces[0].csv: `https://evil.test/` may not be posted"),
        (page("x").table(table().paging(Paging::new(3, 2, None))), "pieces[0].paging: rows 3 to 2 are none"),
        (page("x").table(Table { row_actions: vec![vec![]], ..table() }), "pieces[0].row_actions: 1 lists for 0 rows"),
        (
            page("x").table(table().column_choice(ColumnChoice::new("c", "a", "id"))),
            "pieces[0].column_choice.name: `id` would hide a property",
        ),
    ];
    for (page, wanted) in cases {
        let flaws = flaws_of(&page);
        assert!(flaws.len() == 1 && flaws[0].contains(wanted), "wanted {wanted}, got {flaws:?}");
    }
}

fn fan() -> Chart {
    Chart::fan("c", Unit::Number, Axis::labels(["a", "b"]), Series::new("m", [1.0, 2.0]))
}

#[test]
fn every_flaw_of_the_other_pieces_names_its_place() {
    let form = |field| page("x").form(Form::new("f", "a", "Go").field(field));
    let cases: Vec<(Page, &str)> = vec![
        (page("x").trail([("a", "../b")]), "trail[0].href: `../b` may not be linked"),
        (page("x").up("a", "a").trail([("a", "a")]), "up: stands beside a trail"),
        (
            page("x").tabs("t", [NavLink::new("a", "a").current(), NavLink::new("b", "b").current()]),
            "pieces[0].links: more than one is current",
        ),
        (page("x").nav(" ", [NavLink::new("a", "a")]), "pieces[0].label: is empty"),
        (page("x").people("Band", [Someone::new(" ")]), "pieces[0].people[0].name: is empty"),
        (page("x").people("Band", [Someone::new("Ada").role("")]), "pieces[0].people[0].role: is empty"),
        (page("x").verbatim("", "abc"), "pieces[0].label: is empty"),
        (page("x").timeline(Timeline::new("t", [Moment::new("24:00", "a")])), "pieces[0].moments[0].at: `24:00` is no"),
        (page("x").facts([Fact::new("a", Cell::time("9:30"))]), "pieces[0].facts[0].value: `9:30` is no time"),
        (page("x").badges([Badge::new("", BadgeTone::Good)]), "pieces[0].badges[0].text: is empty"),
        (page("x").stats([Stat::new("a", 1.0).href("//evil.test")]), "pieces[0].stats[0].href: `//evil.test`"),
        (page("x").menu(Menu::new("m", [Action::post("a", "/x")])), "pieces[0].actions[0].do.action: `/x`"),
        (page("x").empty(Empty::new("e", "").action(Action::go("a", "/x"))), "pieces[0].action.go.href: `/x`"),
        (page("x").upload(Upload::new("u", "a", "l", [".csv"], 0)), "pieces[0]: max_bytes is 0"),
        (
            page("x").dialog(Dialog::new("d", "b", "t").dialog(Dialog::new("d", "b", "t"))),
            "pieces[0].pieces[0].id: `d` is there twice",
        ),
        (page("x").map(Map::new("m", "s").area(Area::new("a", 6, triangle()))), "pieces[0].areas[0].shade: is 6"),
        (page("x").map(Map::new("m", "s").area(Area::new("a", 1, [(1.0, 1.0)]))), "areas[0].rings[0]: has 1 places"),
        (page("x").map(Map::new("m", "s").zoom("z", "https://evil.test/", None)), "pieces[0].zoom.href: `https"),
        (
            form(Field::zoned("z", "Z", ["Berlin; x"])),
            "pieces[0].fields[0].input.zones[0]: `Berlin; x` is no time zone",
        ),
        (form(Field::money_in("m", "M", [])), "pieces[0].fields[0].input: has no currencies"),
        (form(Field::decimal("d", "D", 0)), "pieces[0].fields[0].input: decimals is 0"),
        (form(Field::checkboxes("c", "C", [("a\nb", "A")])), "a value holds a line end"),
        (
            page("x")
                .form(Form::new("f", "a", "Go").field(Field::geo("at", "At")).field(Field::text("at_lat", "Latitude"))),
            "pieces[0].fields[1].name: `at_lat` is there twice",
        ),
    ];
    for (page, wanted) in cases {
        let flaws = flaws_of(&page);
        assert!(flaws.len() == 1 && flaws[0].contains(wanted), "wanted {wanted}, got {flaws:?}");
    }
}

fn triangle() -> [(f64, f64); 3] {
    [(1.0, 1.0), (1.0, 2.0), (2.0, 2.0)]
}

#[test]
fn limits_of_the_pictures_hold() {
    let steps = |count: usize| Axis::labels((0..count).map(|step| step.to_string()));
    let values = |count: usize| (0..count).map(|_| 1.0);
    let line = |count| Chart::line("c", Unit::Number, steps(count)).series("s", values(count));
    let nine = (0..9).fold(Chart::line("c", Unit::Number, steps(1)), |chart, _| chart.series("s", [1.0]));
    let sparks = |count: usize| {
        page("x").table(
            Table::new("t", [("a", ColumnKind::Spark)])
                .rows((0..count).map(|_| vec![Spark::new(Unit::Number, [1.0]).into()])),
        )
    };
    let ring = |count: usize| (0..count).map(|_| (1.0, 1.0));
    let cases: Vec<(Page, &[&str])> = vec![
        (page("x").chart(line(limits::STEPS)), &[]),
        (page("x").chart(line(limits::STEPS + 1)), &["pieces[0].axis: 1001 steps; at most 1000 fit"]),
        (
            page("x").chart(Chart::bar("c", Unit::Number, steps(61)).series("s", values(61))),
            &["pieces[0].axis: 61 steps; at most 60 fit"],
        ),
        (page("x").chart(nine), &["pieces[0].plot.line.series: 9 series; at most 8 fit"]),
        (
            page("x").chart(Chart::strip("c", Unit::Number, steps(1), [values(2_001)])),
            &["pieces[0].plot.strip.dots: 2001 dots; at most 2000 fit"],
        ),
        (sparks(limits::SPARKS), &[]),
        (sparks(limits::SPARKS + 1), &["pieces: 301 small lines on a page; at most 300 fit"]),
        (
            page("x").facts([Fact::new("a", Spark::new(Unit::Number, values(61)))]),
            &["pieces[0].facts[0].value.values: 61 values; at most 60 fit"],
        ),
        (
            page("x").map(Map::new("m", "s").area(Area::new("a", 1, ring(5_001)))),
            &["pieces[0].areas: 5001 places in all outlines; at most 5000 fit"],
        ),
        (page("x").tabs("t", (0..13).map(|_| NavLink::new("a", "a"))), &["pieces[0].links: 13 links; at most 12 fit"]),
    ];
    for (page, wanted) in cases {
        assert_eq!(flaws_of(&page), wanted);
    }
}

#[test]
fn limits_hold_and_what_is_over_them_is_not_walked() {
    let rows = |count: usize| (0..count).map(|_| vec![Cell::Text("a".to_owned())]);
    let table = |count| page("x").table(Table::new("t", [("a", ColumnKind::Text)]).rows(rows(count)));
    assert_eq!(flaws_of(&table(limits::ROWS)), Vec::<String>::new());
    assert_eq!(flaws_of(&table(limits::ROWS + 1)), ["pieces[0].rows: 2001 rows; show them by pages; at most 2000 fit"]);
    let points = (0..=limits::POINTS).map(|_| Point::dot("", 99.0, 0.0));
    assert_eq!(
        flaws_of(&page("x").map(Map::new("m", "s").points(points))),
        ["pieces[0].points: 2001 points; at most 2000 fit"]
    );
    let long = (0..150).fold(page("x"), |page, _| page.text("ä".repeat(limits::TEXT_CHARS)));
    assert_eq!(flaws_of(&long), ["pieces: all texts together have 1200001 bytes; at most 524288 fit"]);
    let many = (0..=limits::PIECES).fold(page("x"), |page, _| page.heading("h"));
    assert_eq!(flaws_of(&many), ["pieces: 201 pieces on a page; at most 200 fit"]);
}

proptest! {
    #[test]
    fn any_json_is_read_or_refused_without_harm(json in "\\PC{0,200}") {
        if let Ok(page) = serde_json::from_str::<Page>(&json) {
            let _ = page.check();
        }
    }

    #[test]
    fn only_days_of_the_calendar_are_dates(year in 1_u32..9999, month in 0_u32..14, day in 0_u32..33) {
        let text = format!("{year:04}-{month:02}-{day:02}");
        let days = [0, 31, if (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 { 29 } else { 28 }, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31, 0];
        prop_assert_eq!(cells::is_date(&text), day >= 1 && day <= days[month as usize], "{}", text);
    }
}
