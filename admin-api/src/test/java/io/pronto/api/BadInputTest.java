package io.pronto.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BadInputTest {
  private static final String JSON = "application/json";

  private final Client operator = Client.operator();

  @Test
  void whatIsNotJsonIsRefused() {
    for (var text : new String[] {"{", "{\"name\":}", "name", "{\"name\":\"a\"}}", "\u0000"}) {
      operator.send("POST", "/v1/carriers", text, JSON).refused(400, "malformed_json");
    }
    operator.send("POST", "/v1/carriers", "", JSON).refused(400, "body_missing");
    operator
        .send("POST", "/v1/carriers", "[]", JSON)
        .refused(422, "invalid_request")
        .names("", "wrong_type");
  }

  @Test
  void onlyJsonIsTaken() {
    operator
        .send("POST", "/v1/carriers", "name=a", "application/x-www-form-urlencoded")
        .refused(415, "unsupported_media_type");
    operator
        .send("POST", "/v1/carriers", "{\"name\":\"a\"}", "")
        .refused(415, "unsupported_media_type");
  }

  @Test
  void aBodyHasAtMostOneMebibyte() {
    operator
        .send("POST", "/v1/carriers", "{\"name\":\"" + "x".repeat(1_100_000) + "\"}", JSON)
        .refused(413, "body_too_large");
  }

  @Test
  void jsonThatNestsWithoutEndIsRefused() {
    operator.send("POST", "/v1/carriers", "[".repeat(100_000), JSON).refused(400, "too_deep");
    operator
        .send(
            "POST",
            "/v1/carriers",
            "{\"name\":\"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[\\\"[\"}",
            JSON)
        .is(201);
  }

  @Test
  void aTextWithNulIsRefused() {
    operator
        .send("POST", "/v1/carriers", "{\"name\":\"a\\u0000b\"}", JSON)
        .refused(422, "invalid_request")
        .names("/name", "malformed");
  }

  @Test
  void parametersThatCannotBeReadAreNamed() {
    operator
        .get("/v1/carriers?limit=many&sort=name&colour=red")
        .refused(400, "invalid_parameter")
        .names("/query/limit", "wrong_type")
        .names("/query/sort", "not_offered")
        .names("/query/colour", "unknown_field");
    operator
        .get("/v1/carriers?limit=0")
        .refused(400, "invalid_parameter")
        .names("/query/limit", "too_small");
    operator
        .get("/v1/carriers?limit=101")
        .refused(400, "invalid_parameter")
        .names("/query/limit", "too_large");
    operator
        .get("/v1/carriers?limit=1&limit=2")
        .refused(400, "invalid_parameter")
        .names("/query/limit", "repeated");
  }

  @Test
  void aCursorOfNothingIsAnEmptyPage() {
    assertThat(operator.get("/v1/carriers?after=%20").is(200).data()).isEmpty();
    operator
        .get("/v1/carriers?after=%00")
        .refused(400, "invalid_parameter")
        .names("/query/after", "malformed");
  }

  @Test
  void anAddressThatDoesNotExistIsNotFound() {
    operator.get("/v1/nonsense").refused(404, "not_found");
    operator.get("/nonsense").refused(404, "not_found");
    operator.send("PUT", "/v1/carriers", "", "").refused(405, "method_not_allowed");
  }

  @Test
  void everyAnswerHasTheHeadersThatKeepABrowserSafe() {
    for (var answer : new Answer[] {operator.get("/v1/carriers"), operator.get("/v1/nonsense")}) {
      assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
      assertThat(answer.header("Content-Security-Policy")).startsWith("default-src 'none'");
      assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
      assertThat(answer.header("X-Request-Id")).startsWith("req_");
    }
  }
}
