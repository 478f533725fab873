package io.pronto.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.api.contract.Contract;
import io.pronto.api.contract.Operation;
import io.vertx.core.json.JsonObject;
import io.vertx.core.json.pointer.JsonPointer;
import java.util.List;
import java.util.Optional;

/** Holds what the server answers against what its document says that it does. */
final class Conformity {
  static final Contract CONTRACT = new Contract();

  private Conformity() {}

  static void check(String method, String path, Answer answer) {
    var operation = operation(method, path.split("\\?", 2)[0]);
    if (operation.isEmpty()) {
      return;
    }
    var response = response(operation.get(), answer.status());
    var content = (JsonObject) response.copy().append("content").queryJson(CONTRACT.document());
    if (content == null) {
      assertThat(answer.bytes()).as("%s %s has no body", method, path).isEmpty();
      return;
    }
    var type = answer.header("Content-Type").split(";", 2)[0];
    assertThat(content.fieldNames()).contains(type);
    if (type.endsWith("json")) {
      var schema = response.copy().append(List.of("content", type, "schema"));
      assertThat(CONTRACT.schema(schema).faults(answer.json()))
          .as("%s %s: %s", method, path, answer.text())
          .isEmpty();
    }
  }

  private static Optional<Operation> operation(String method, String path) {
    return CONTRACT.operations().stream()
        .filter(operation -> operation.method().equals(method))
        .filter(operation -> path.matches(operation.path().replaceAll("\\{\\w+}", "[^/]+")))
        .findFirst();
  }

  private static JsonPointer response(Operation operation, int status) {
    var all =
        JsonPointer.create()
            .append(
                List.of("paths", operation.path(), operation.method().toLowerCase(), "responses"));
    var own = all.copy().append(Integer.toString(status));
    boolean named = own.queryJson(CONTRACT.document()) != null;
    assertThat(named || status >= 400).as("%s documents %d", operation.id(), status).isTrue();
    var found = named ? own : all.append("default");
    var ref = ((JsonObject) found.queryJson(CONTRACT.document())).getString("$ref");
    return ref == null ? found : JsonPointer.from(ref.substring(1));
  }
}
