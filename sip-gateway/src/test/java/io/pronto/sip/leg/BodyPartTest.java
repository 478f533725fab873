package io.pronto.sip.leg;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BodyPartTest {
  private static final String SDP = "v=0\r\ns=-";

  @Test
  void theFirstOfItsTypeIsFound() {
    var body =
        "--a\r\nContent-Type: text/plain\r\n\r\nhello\r\n--a\r\n"
            + "content-type:Application/SDP;charset=utf-8\r\n\r\n"
            + SDP
            + "\r\n--a--\r\n";

    assertThat(found(body)).contains(SDP);
  }

  @Test
  void aLongerBoundaryIsAnother() {
    var body = "--a\r\nContent-Type: application/sdp\r\n\r\nv=0\r\n--ab\r\ns=-\r\n--a--";

    assertThat(found(body)).contains("v=0\r\n--ab\r\ns=-");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "--a",
        "--a--",
        "--a\r\nContent-Type: application/sdp\r\n\r\nv=0",
        "--a\r\n\r\nv=0\r\n--a--",
        "--b\r\nContent-Type: application/sdp\r\n\r\nv=0\r\n--b--"
      })
  void whatIsCutOffOrOfNoSuchTypeIsNotFound(String body) {
    assertThat(found(body)).isEmpty();
  }

  private static Optional<String> found(String body) {
    return BodyPart.find(body, "a", "application/sdp").map(BodyPart::content);
  }
}
