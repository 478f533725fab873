package io.pronto.core.call;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class CourseTest {
  @Test
  void worstMeanAndLastAreOfAllIntervals() {
    var course =
        List.of(new Listening(2.0, 8, 40), new Listening(4.4, 0, 1)).stream()
            .reduce(Course.of(new Listening(4.1, 1, 4)), Course::then, (a, _) -> a);

    assertThat(course)
        .isEqualTo(
            new Course(
                3,
                new Course.Figure(2.0, 3.5, 4.4),
                new Course.Figure(8, 3, 0),
                new Course.Figure(40, 15, 1)));
  }
}
