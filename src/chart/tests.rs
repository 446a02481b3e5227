//! What is seen in the picture, point by point.

use proptest::prelude::*;

use super::*;

/// A picture, decoded: the place in the palette of each point.
struct Seen {
    points: Vec<u8>,
}

fn decode(file: &[u8]) -> Seen {
    let mut reader = png::Decoder::new(std::io::Cursor::new(file)).read_info().unwrap();
    let info = reader.info();
    assert_eq!((info.width as usize, info.height as usize), (WIDTH, HEIGHT));
    assert_eq!((info.color_type, info.bit_depth), (png::ColorType::Indexed, png::BitDepth::Four));
    let mut bytes = vec![0; WIDTH / 2 * HEIGHT];
    reader.next_frame(&mut bytes).unwrap();
    Seen { points: bytes.iter().flat_map(|pair| [pair >> 4, pair & 15]).collect() }
}

impl Seen {
    fn at(&self, x: usize, y: usize) -> u8 {
        self.points[y * WIDTH + x]
    }

    /// How many points of a column have this colour.
    fn column(&self, x: usize, colour: Colour) -> usize {
        (0..HEIGHT).filter(|y| self.at(x, *y) == colour as u8).count()
    }

    fn count(&self, colour: Colour) -> usize {
        self.points.iter().filter(|point| **point == colour as u8).count()
    }
}

fn bars(hours: &[Option<u64>]) -> Seen {
    let panel = Panel { hours, style: Style::Bars };
    decode(&draw(&Chart { panels: &[panel], days: &[] }))
}

#[test]
fn a_bar_is_as_high_as_its_number_and_an_unknown_hour_is_a_gap() {
    let seen = bars(&[Some(100), Some(50), Some(1), Some(0), None, None, None]);
    let high = BOTTOM - TOP;
    let middle = |hour: usize| LEFT + hour * 96 + 48;
    assert_eq!([0, 1, 2, 3, 4].map(|hour| seen.column(middle(hour), Colour::Bar)), [high, high / 2, LOWEST, 0, 0]);
    assert_eq!([2, 3, 4].map(|hour| seen.column(middle(hour), Colour::Known)), [BASE, BASE, 0]);
    assert_eq!([3, 4].map(|hour| seen.column(middle(hour), Colour::Gap) > 0), [false, true]);
}

#[test]
fn an_hour_of_two_weeks_is_seen_wherever_it_is() {
    for place in [0, 1, 167, 335] {
        let mut hours = [Some(0); 336];
        hours[place] = Some(1);
        let seen = bars(&hours);
        assert_eq!(seen.count(Colour::Bar), 2 * (BOTTOM - TOP), "{place}");
        assert_eq!(seen.column(LEFT + place * 2, Colour::Bar), BOTTOM - TOP, "{place}");
    }
}

#[test]
fn an_area_lies_below_its_limit() {
    let half = Panel { hours: &[Some(50); 336], style: Style::Area { limit: Some(100) } };
    let seen = decode(&draw(&Chart { panels: &[half], days: &[] }));
    let filled = |seen: &Seen, x| seen.column(x, Colour::Area) + seen.column(x, Colour::Line);
    assert_eq!(filled(&seen, 400), (BOTTOM - TOP) / 2);
    assert!(seen.at(400, TOP) == Colour::Grid as u8 || seen.at(400, TOP) == Colour::Text as u8);
    let over = Panel { hours: &[Some(300); 336], style: Style::Area { limit: Some(100) } };
    let seen = decode(&draw(&Chart { panels: &[over], days: &[] }));
    // The dashes of the limit cross it.
    assert!(filled(&seen, 400) >= BOTTOM - TOP - 2);
}

#[test]
fn two_panels_do_not_touch() {
    let hours = [Some(9); 336];
    let panels =
        [Panel { hours: &hours, style: Style::Bars }, Panel { hours: &hours, style: Style::Area { limit: None } }];
    let seen = decode(&draw(&Chart { panels: &panels, days: &[(24, Some(12)), (48, None)] }));
    let column: Vec<u8> = (0..HEIGHT).map(|y| seen.at(400, y)).collect();
    let last_bar = column.iter().rposition(|point| *point == Colour::Bar as u8).unwrap();
    let first_area = column.iter().position(|point| *point == Colour::Line as u8).unwrap();
    assert!(last_bar + GAP <= first_area + BASE, "{last_bar} {first_area}");
    // The number of the day, and none at the other one.
    let below = |x: usize| (BOTTOM + 10..HEIGHT).any(|y| (x..x + 40).any(|x| seen.at(x, y) == Colour::Text as u8));
    assert_eq!([24, 48].map(|place| below(LEFT + place * 2 + 6)), [true, false]);
}

#[test]
fn numbers_are_short_and_never_more_than_they_are() {
    for (number, shown) in [
        (0, "0"),
        (999, "999"),
        (1_000, "1k"),
        (1_999, "1.9k"),
        (9_999, "9.9k"),
        (46_000, "46k"),
        (999_999, "999k"),
        (1_200_000, "1.2M"),
        (u64::MAX, "18E"),
    ] {
        assert_eq!(short(number), shown);
        assert!(digits::width(shown) + 12 <= LEFT, "{shown} fits beside the bars");
    }
}

#[test]
fn what_is_written_is_readable() {
    let mut canvas = Canvas::new(WIDTH, HEIGHT);
    digits::write(&mut canvas, "17", 0, 0);
    let seen = decode(&canvas.png().unwrap());
    let line =
        |y: usize| (0..11).map(|x| if seen.at(x * 4, y * 4) == Colour::Text as u8 { '#' } else { ' ' }).collect();
    let drawn: Vec<String> = (0..7).map(line).collect();
    assert_eq!(
        drawn,
        ["  #   #####", " ##       #", "  #      # ", "  #     #  ", "  #    #   ", "  #    #   ", " ###   #   "]
    );
    digits::write(&mut canvas, "0123456789.kMGTPE", 780, 390);
}

fn hour() -> impl Strategy<Value = Option<u64>> {
    prop_oneof![Just(None), Just(Some(0)), Just(Some(u64::MAX)), any::<u64>().prop_map(Some), (0..9_u64).prop_map(Some)]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]
    /// Whatever the numbers and however many: a picture of the right size that Telegram takes.
    #[test]
    fn hostile_numbers_make_a_picture(
        one in prop::collection::vec(hour(), 0..900),
        two in prop::collection::vec(hour(), 0..40),
        limit in hour(),
        days in prop::collection::vec((0..2_000_usize, hour()), 0..20),
        count in 0..4_usize,
    ) {
        let panels = [
            Panel { hours: &one, style: Style::Bars },
            Panel { hours: &two, style: Style::Area { limit } },
            Panel { hours: &one, style: Style::Area { limit: None } },
        ];
        let file = draw(&Chart { panels: &panels[..count.min(3)], days: &days });
        prop_assert!(file.len() < 200_000);
        decode(&file);
    }
}

/// Not a measurement: an order of magnitude, with much room for a slow machine without optimisation.
#[test]
fn a_chart_takes_no_time_to_speak_of() {
    let hours: Vec<Option<u64>> = (0..336).map(|hour| (hour % 17 != 0).then_some(hour * 7919 % 97)).collect();
    let panels =
        [Panel { hours: &hours, style: Style::Bars }, Panel { hours: &hours, style: Style::Area { limit: Some(99) } }];
    let begun = std::time::Instant::now();
    let file = draw(&Chart { panels: &panels, days: &[] });
    assert!(begun.elapsed().as_secs() < 2 && file.len() < 30_000, "{:?}, {} bytes", begun.elapsed(), file.len());
}
