package io.pronto.sip.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.call.LegQuality;
import io.pronto.core.call.Listening;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class QualityNewsTest {
  private record Told(String type, JsonObject data) {}

  private final List<Told> told = new ArrayList<>();
  private final QualityNews news = new QualityNews((type, data) -> told.add(new Told(type, data)));

  @Test
  void qualityIsToldAtOnceAndThenRarely() {
    for (int i = 0; i < 4; i++) {
      news.measured("caller", received(4.2));
      news.measured("called", received(4.3));
    }

    assertThat(told).extracting(Told::type).containsExactly("call.quality");
    assertThat(news.now().called().orElseThrow().received().orElseThrow().mos()).isEqualTo(4.3);
  }

  @Test
  void ofAPartyThatIsNotHeardAnyMoreNothingIsShown() {
    news.measured("caller", received(4.2));
    news.measured("called", received(4.3));

    news.measured(
        "caller", new LegQuality(Optional.empty(), Optional.empty(), OptionalDouble.of(20)));

    assertThat(news.now().caller()).isEmpty();
    assertThat(news.now().called()).isPresent();
    assertThat(told).hasSize(1);
  }

  @Test
  void oneBadMomentIsNotToldOf() {
    for (double mos : new double[] {2, 2, 4, 2, 2, 4}) {
      news.measured("caller", received(mos));
    }

    assertThat(poor()).isEmpty();
  }

  @Test
  void aListenerServedBadlyIsToldOfOnceAndAgainWhenItHadBeenWell() {
    for (double mos : new double[] {3.0, 3.0, 3.0, 2.5, 4.0, 2.0, 2.0, 2.0}) {
      news.measured("called", received(mos));
    }
    assertThat(poor()).hasSize(1);

    for (double mos : new double[] {3.2, 3.2, 3.2, 2.0, 2.0, 2.0}) {
      news.measured("called", received(mos));
    }

    assertThat(poor()).hasSize(2);
    var data = poor().getFirst();
    assertThat(data.getString("side")).isEqualTo("called");
    assertThat(data.getString("way")).isEqualTo("received");
    assertThat(data.getJsonObject("quality").getJsonObject("called")).isNotNull();
  }

  @Test
  void whatAPartyReportsItselfIsWatchedByItself() {
    for (int i = 0; i < 3; i++) {
      var bad = new Listening(2.0, 20, 3);
      news.measured(
          "caller",
          new LegQuality(
              Optional.of(new Listening(4.4, 0, 1)), Optional.of(bad), OptionalDouble.of(10)));
    }

    assertThat(poor()).extracting(data -> data.getString("way")).containsExactly("reported");
  }

  private List<JsonObject> poor() {
    return told.stream().filter(t -> t.type().equals("call.quality_poor")).map(Told::data).toList();
  }

  private static LegQuality received(double mos) {
    return new LegQuality(
        Optional.of(new Listening(mos, 0, 1)), Optional.empty(), OptionalDouble.empty());
  }
}
