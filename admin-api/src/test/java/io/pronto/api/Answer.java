package io.pronto.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What the server answered. */
record Answer(int status, HttpHeaders headers, byte[] bytes) {
  JsonObject json() {
    return new JsonObject(text());
  }

  String text() {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  String header(String name) {
    return headers.firstValue(name).orElse("");
  }

  String id() {
    return json().getString("id");
  }

  /** The objects of a list. */
  List<JsonObject> data() {
    return json().getJsonArray("data").stream().map(JsonObject.class::cast).toList();
  }

  /** The same, which must have that status. */
  Answer is(int wanted) {
    assertThat(status).as(text()).isEqualTo(wanted);
    return this;
  }

  /** The same, which must be refused for that reason. */
  Answer refused(int wanted, String code) {
    is(wanted);
    assertThat(header("Content-Type")).isEqualTo("application/problem+json");
    assertThat(json().getString("code")).as(text()).isEqualTo(code);
    assertThat(json().getString("request_id")).isEqualTo(header("X-Request-Id"));
    return this;
  }

  /** The same, which must name that field with that code. */
  Answer names(String pointer, String code) {
    var faults =
        json().getJsonArray("errors").stream()
            .map(JsonObject.class::cast)
            .map(fault -> fault.getString("pointer") + ' ' + fault.getString("code"))
            .toList();
    assertThat(faults).contains(pointer + ' ' + code);
    return this;
  }
}
