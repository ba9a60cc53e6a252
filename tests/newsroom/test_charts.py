from newsroom.charts import Chart, Part, chart_of


def test_the_highest_bar_fills_the_box_and_parts_stand_on_each_other():
    chart = chart_of(
        [("May", "May: 4", {"good": 3, "bad": 1}), ("June", "June: 1", {"good": 1, "bad": 0})]
    )
    assert (chart.most, chart.width) == (4, 20)
    may, june = chart.bars
    assert may.parts == [Part("good", 25.0, 75.0), Part("bad", 0.0, 25.0)]
    assert june.parts == [Part("good", 75.0, 25.0), Part("bad", 75.0, 0.0)]
    assert (june.label, june.title, june.x) == ("June", "June: 1", 10)


def test_a_chart_of_nothing_has_no_bar():
    assert chart_of([]) == Chart([], 0)


def test_bars_of_zero_have_no_height():
    (bar,) = chart_of([("May", "May: 0", {"good": 0})]).bars
    assert bar.parts == [Part("good", 100.0, 0.0)]
