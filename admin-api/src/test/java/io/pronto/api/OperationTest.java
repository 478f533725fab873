package io.pronto.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class OperationTest {
  @Test
  void healthIsAnsweredToAnybody() {
    Client.stranger().get("/health/live").is(200);
    assertThat(Client.stranger().get("/health/ready").is(200).json().getString("status"))
        .isEqualTo("up");
  }

  @Test
  void aServerThatIsNotReadySaysWhatFails() {
    TestServer.READY.set(false);

    var health = Client.stranger().get("/health/ready");
    TestServer.READY.set(true);

    assertThat(health.is(503).json().getJsonObject("checks").getString("test")).isEqualTo("down");
  }

  @Test
  void figuresAreAnsweredAsText() {
    assertThat(Client.stranger().get("/metrics").is(200).text()).isEqualTo("pronto_calls 0\n");
  }

  @Test
  void thePortIsToldThatIsTaken() {
    int taken = URI.create(TestServer.url()).getPort();

    assertThatThrownBy(() -> TestServer.another(taken).start())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("in use");
  }

  @Test
  void theFirstScreenIsInTheLanguageOfTheBrowser() {
    for (var language : new String[] {"fr", "it", "en"}) {
      var page = Client.stranger().get("/", "Accept-Language", language + "-CH, de;q=0.5").is(200);
      assertThat(page.text()).contains("<html lang=\"" + language + '"');
      assertThat(page.header("Content-Type")).startsWith("text/html");
      assertThat(page.header("Content-Security-Policy")).contains("script-src 'self'");
    }
    assertThat(Client.stranger().get("/", "Accept-Language", "de").text()).contains("lang=\"en\"");
  }

  @Test
  void whatThePagesNeedIsServedAndNothingElse() {
    for (var page : new String[] {"/", "/docs"}) {
      var linked =
          Pattern.compile("(?:src|href)=\"([^\"]+)\"").matcher(Client.stranger().get(page).text());
      while (linked.find()) {
        var address = linked.group(1);
        assertThat(address).as(page).matches("/.*|data:,|#\\w+");
        if (address.startsWith("/")) {
          Client.stranger().get(address).is(200);
        }
      }
    }
    Client.stranger().get("/screen/../openapi/openapi.yaml").is(404);
    Client.stranger().get("/screen/index.html").is(404);
  }

  @Test
  void theScreenSpeaksEveryLanguageCompletely() {
    var texts = Client.stranger().get("/screen/texts.js").is(200).text();
    var keys =
        Pattern.compile("(\\w+): \"").matcher(texts).results().map(key -> key.group(1)).toList();
    var once = new LinkedHashSet<>(keys);

    assertThat(once)
        .allSatisfy(key -> assertThat(Collections.frequency(keys, key)).as(key).isEqualTo(3));
  }
}
