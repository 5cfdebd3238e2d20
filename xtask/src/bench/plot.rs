//! The small plot in docs/: what a message costs with ever more messages before it, and with ever more rooms. Points and
//! axes only; it is looked at for whether it is flat.

use std::fmt::Write as _;

/// One measured point: how much there was, and what a message cost, in milliseconds.
pub(crate) type Point = (f64, f64);

const WIDTH: f64 = 360.0;
const HEIGHT: f64 = 200.0;
const LEFT: f64 = 56.0;
const TOP: f64 = 28.0;
const BOTTOM: f64 = 36.0;
const RIGHT: f64 = 32.0;

/// A panel for each curve, side by side, with one scale upwards, so that they can be compared.
pub(crate) fn svg(curves: &[(&str, &[Point])]) -> String {
    let most = curves.iter().flat_map(|(_, points)| points.iter()).map(|(_, cost)| *cost).fold(0.0, f64::max);
    let width = WIDTH * curves.len() as f64;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {HEIGHT}\" font-family=\"sans-serif\" font-size=\"11\">\n\
         <rect width=\"{width}\" height=\"{HEIGHT}\" fill=\"#fff\"/>\n"
    );
    for (at, (title, points)) in curves.iter().enumerate() {
        panel(&mut svg, WIDTH * at as f64, title, points, ceiling(most));
    }
    svg + "</svg>\n"
}

fn panel(svg: &mut String, shift: f64, title: &str, points: &[Point], most: f64) {
    let (floor, end) = (HEIGHT - BOTTOM, WIDTH - RIGHT);
    // A little more than a power of ten does not begin another decade.
    let decades = points.iter().map(|(there, _)| (there / 1.1).log10()).fold(1.0, f64::max).ceil();
    let x = |there: f64| LEFT + (end - LEFT) * there.max(1.0).log10() / decades;
    let y = |cost: f64| floor - (floor - TOP) * cost / most;
    let mut line = |text: String| writeln!(svg, "{text}").unwrap_or_default();
    line(format!("<g transform=\"translate({shift} 0)\">"));
    line(format!("<text x=\"{LEFT}\" y=\"16\" font-weight=\"bold\">{title}</text>"));
    line(format!("<path d=\"M{LEFT} {TOP}V{floor}H{end}\" fill=\"none\" stroke=\"#888\"/>"));
    for part in [0.0, 0.5, 1.0] {
        let (cost, height) = (most * part, y(most * part) + 4.0);
        line(format!("<text x=\"{}\" y=\"{height:.1}\" text-anchor=\"end\">{cost:.2} ms</text>", LEFT - 4.0));
    }
    for decade in 0..=decades as i32 {
        let there = 10f64.powi(decade);
        let (at, below) = (x(there), floor + 16.0);
        line(format!("<text x=\"{at:.1}\" y=\"{below}\" text-anchor=\"middle\">{there}</text>"));
    }
    for (there, cost) in points {
        line(format!("<circle cx=\"{:.1}\" cy=\"{:.1}\" r=\"3\" fill=\"#b5541c\"/>", x(*there), y(*cost)));
    }
    line("</g>".to_owned());
}

/// The next of 1, 2 or 5 times a power of ten.
fn ceiling(most: f64) -> f64 {
    let power = 10f64.powf(most.max(1e-6).log10().floor());
    [1.0, 2.0, 5.0].into_iter().map(|step| step * power).find(|step| *step >= most).unwrap_or(10.0 * power)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_point_is_a_dot_and_what_costs_the_same_is_at_the_same_height() {
        let svg = svg(&[("messages", &[(10.0, 0.2), (100_000.0, 0.2)]), ("rooms", &[(1.0, 0.1)])]);
        let dots: Vec<&str> = svg.lines().filter(|line| line.starts_with("<circle")).collect();
        let height =
            |dot: &str| dot.split("cy=\"").nth(1).and_then(|rest| rest.split('"').next().map(str::to_owned));
        let heights: Vec<_> = dots.iter().map(|dot| height(dot)).collect();
        let [before, after, other] = heights.as_slice() else { panic!("{heights:?}") };
        assert_eq!(before, after);
        assert_ne!(before, other);
    }

    #[test]
    fn the_scale_ends_at_a_round_number() {
        for (most, round) in [(0.18, 0.2), (0.2, 0.2), (0.51, 1.0), (3.0, 5.0)] {
            assert!((ceiling(most) - round).abs() < 1e-9, "{most}");
        }
    }
}
