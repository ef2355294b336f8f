//! A page with a word in every field of every piece that takes one.
//!
//! Rule: a new piece, and a new field of an old one, is written here too; what is missing is not proved to stay text.

use loadin_profile::page::{
    Action, Actions, Area, Autofill, Axis, Badge, BadgeTone, Badges, Band, Card, Cell, Change, Chart, Choice, Column,
    ColumnChoice, ColumnKind, ColumnOption, Day, Dialog, Direction, Download, Downloads, Drive, Empty, Fact, Field,
    Filter, Form, Heading, Hidden, Icon, Input, Line, Map, Menu, Moment, Money, Narrow, NavLink, Notice, NoticeKind,
    Order, Page, Paging, Paragraph, Piece, Plot, Point, Position, Progress, Reference, Route, Series, Someone, Sort,
    Span, Spark, Spot, Stat, Table, Timeline, Tone, Unit, Upload, Waterfall, Zoom, page, section,
};

/// Returns the page; `href` stands wherever a link may.
pub(crate) fn everywhere(word: &str, href: &str) -> Page {
    let text = || word.to_owned();
    let money = Money::new(word, word);
    let line = || Line::new(word, money.clone()).note(word);
    let drive = |at_night| Drive { from: text(), to: text(), km: 1.0, minutes: 1, at_night };
    page(word)
        .up(word, href)
        .piece(Heading { text: text(), id: Some(text()) })
        .text(Paragraph { spans: vec![Span::plain(word), Span::strong(word), Span::link(word, href)] })
        .piece(Notice { kind: NoticeKind::Warning, text: text(), details: vec![text()] })
        .facts([Fact::new(word, word).note(word)])
        .table(table(word, href, Narrow::Scroll))
        .table(table(word, href, Narrow::Cards))
        .itinerary([Day { href: Some(href.into()), ..Day::show(word, 1, word, word) }
            .detail(word)
            .amount(money.clone())
            .drive(drive(false))
            .drive(drive(true))
            .reason(word)
            .fixed()])
        .waterfall(Waterfall { title: text(), lines: vec![line()], total: line() })
        .form(form(word))
        .actions([Action::go(word, href), button(word)])
        .downloads([Download::new(word, "a", word)])
        .progress(Progress { job: text(), done: 1, total: 2, message: text() })
        .list([card(word, href)], word)
        .columns([vec![Piece::from(section(word).id(word).folded())], vec![]])
        .piece(Actions { actions: vec![] })
        .piece(Downloads { files: vec![] })
        .card(card(word, href))
        .stats([stat(word, href)])
        .piece(Badges { badges: vec![badge(word)] })
        .tabs(word, [nav_link(word, href)])
        .nav(word, [nav_link(word, href)])
        .empty(Empty { title: text(), text: text(), action: Some(button(word)), icon: Some(Icon::Pin) })
        .timeline(Timeline { label: text(), moments: moments(word, href) })
        .menu(Menu { label: text(), actions: vec![Action::go(word, href), button(word)] })
        .dialog(Dialog { id: text(), button: text(), tone: Tone::Primary, title: text(), pieces: vec![] }.text(word))
        .upload(upload(word))
        .people(word, [Someone::new(word).role(word), Someone::new(word).you()])
        .verbatim(word, word)
        .map(map(word, href))
        .section(charts(word).into_iter().fold(section(word), |section, chart| section.chart(chart)))
}

fn button(word: &str) -> Action {
    Action::post(word, "a").danger(word).value(word, word).icon(Icon::Trash)
}

fn badge(word: &str) -> Badge {
    Badge::new(word, BadgeTone::Warning)
}

fn card(word: &str, href: &str) -> Card {
    let card = Card { href: Some(href.into()), ..Card::new(word, "") };
    card.fact(word, word).note(word).badge(badge(word)).action(button(word)).icon(Icon::Pin)
}

fn stat(word: &str, href: &str) -> Stat {
    let change = Change { text: word.into(), direction: Direction::Up, tone: BadgeTone::Good };
    Stat { change: Some(change), ..Stat::new(word, word) }.note(word).href(href).spark(spark(word)).icon(Icon::Van)
}

fn spark(word: &str) -> Spark {
    Spark::new(Unit::money(word), [1.0, 2.0])
}

fn nav_link(word: &str, href: &str) -> NavLink {
    NavLink::new(word, href).note(word).count(3).icon(Icon::Link).current()
}

fn moments(word: &str, href: &str) -> Vec<Moment> {
    let at = |at: &str| Moment { href: Some(href.into()), ..Moment::new(at, word).text(word).tone(BadgeTone::Bad) };
    // Day and time are what stands before and after a T.
    vec![at(word), at(&format!("{word}T{word}"))]
}

fn upload(word: &str) -> Upload {
    Upload {
        id: word.into(),
        name: word.into(),
        ..Upload::new("", "a", word, [word], 1).next(word).submit(word).error(word).value(word, word)
    }
}

fn table(word: &str, href: &str, narrow: Narrow) -> Table {
    let text = || word.to_owned();
    let hidden = || vec![Hidden { name: text(), value: text() }];
    let cells = vec![
        Cell::Text(text()),
        Cell::Money(Money::new(word, word)),
        Cell::Date(text()),
        Cell::link(word, href),
        Cell::Time(text()),
        Cell::Badge(badge(word)),
        Cell::Spark(spark(word)),
    ];
    let kinds = [
        ColumnKind::Text,
        ColumnKind::Money,
        ColumnKind::Date,
        ColumnKind::Text,
        ColumnKind::Time,
        ColumnKind::Badge,
        ColumnKind::Spark,
    ];
    let sort = |now| Some(Sort { href: href.into(), now });
    Table {
        caption: text(),
        columns: kinds.map(|kind| Column { title: text(), kind, sort: sort(Some(Order::Rising)) }).into(),
        rows: vec![cells.clone(), cells],
        empty: text(),
        row_actions: vec![vec![Action::go(word, href)], vec![Action::go(word, href), button(word)]],
        narrow,
        filter: Some(Filter {
            id: text(),
            href: "a".into(),
            fields: vec![Field::text(word, word).help(word).value(word).error(word)],
            values: hidden(),
            clear: Some(href.into()),
        }),
        paging: Some(Paging::new(1, 2, None).previous(href.to_owned()).next(href.to_owned())),
        column_choice: Some(ColumnChoice {
            id: text(),
            href: "a".into(),
            name: text(),
            options: vec![ColumnOption { value: text(), label: text(), is_shown: true }],
            values: hidden(),
        }),
        csv: Some("a".into()),
    }
}

fn form(word: &str) -> Form {
    let text = || word.to_owned();
    let choices = || vec![Choice { value: text(), label: text() }, Choice { value: text(), label: text() }];
    let inputs = [
        Input::Text { max_chars: None },
        Input::Textarea { rows: 3, max_chars: None },
        Input::Date { min: Some(text()), max: Some(text()) },
        Input::Number { min: None, max: None, unit: Some(text()) },
        Input::Money { currency: text() },
        Input::Select { choices: choices() },
        Input::Checkbox {},
        Input::File { accept: vec![text()], max_bytes: 1 },
        Input::Hidden {},
        Input::Email {},
        Input::Phone {},
        Input::Web {},
        Input::Time {},
        Input::Decimal { min: None, max: None, unit: Some(text()), decimals: 2 },
        Input::MoneyIn { currencies: vec![text()] },
        Input::Zoned { zones: vec![text()] },
        Input::Duration {},
        Input::Search { suggestions: vec![text()] },
        Input::Checkboxes { choices: choices() },
        Input::Radio { choices: choices() },
        Input::Geo {},
    ];
    let field = |input: Input| {
        // What stands in a field with parts has them apart.
        let value = match input {
            Input::Zoned { .. } => format!("{word}T{word}[{word}]"),
            Input::MoneyIn { .. } => format!("{word} {word}"),
            _ => text(),
        };
        Field { group: Some(text()), ..Field::new(word, word, input).help(word).value(value).error(word) }
    };
    let fields = inputs.map(|input| field(input).autofill(Autofill::Name)).into();
    Form { id: text(), action: "a".into(), folded: vec![text()], fields, submit: text(), error: Some(text()) }
}

fn map(word: &str, href: &str) -> Map {
    let ring = [(50.0, 10.0), (50.0, 11.0), (51.0, 11.0)].map(|(lat, lon)| Position { lat, lon });
    let area = Area {
        label: word.into(),
        rings: vec![ring.into()],
        shade: 3,
        note: Some(word.into()),
        href: Some(href.into()),
    };
    let at = |number, lat, lon| Point { number, href: Some(href.into()), ..Point::dot(word, lat, lon) };
    Map {
        title: word.into(),
        summary: word.into(),
        points: vec![at(Some(1), 50.2, 10.2), at(None, 50.5, 10.5), at(None, 50.5, 10.5), at(None, 50.9, 10.1)],
        route: Route::Round,
        home: Some(Spot { lat: 50.1, lon: 10.9, label: word.into() }),
        end: Some(Spot { lat: 50.8, lon: 10.9, label: word.into() }),
        areas: vec![area],
        is_clustered: true,
        // An id that is none makes the links go, which is another page and no proof.
        zoom: Some(Zoom { id: "z-map".into(), href: "a".into(), name: "view".into(), now: Some(word.into()) }),
    }
}

fn charts(word: &str) -> Vec<Chart> {
    let series = |from: f64| Series::new(word, [from, from + 1.0]);
    let three = || vec![series(1.0), series(2.0), series(3.0)];
    let band = Band { percent: 50, low: vec![Some(0.0); 2], high: vec![Some(9.0); 2] };
    let plots = [
        Plot::Line { series: three() },
        Plot::Line { series: (0..8).map(|at| series(f64::from(at))).collect() },
        Plot::Bar { series: three() },
        Plot::Bar { series: vec![series(1.0)] },
        Plot::Stacked { series: three() },
        Plot::Fan { actual: Some(series(1.0)), median: series(2.0), bands: vec![band] },
        Plot::Strip { dots: vec![vec![1.0, 2.0], vec![3.0]] },
    ];
    let chart = |(index, plot)| Chart {
        title: word.into(),
        // Every other one makes its own sentence.
        summary: (index % 2 == 0).then(|| word.to_owned()),
        unit: Unit::money(word),
        axis: Axis::labels([word, word]),
        plot,
        references: vec![Reference { label: word.into(), value: 2.0 }],
    };
    plots.into_iter().enumerate().map(chart).collect()
}
