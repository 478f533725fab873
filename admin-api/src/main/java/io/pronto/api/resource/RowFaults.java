package io.pronto.api.resource;

import io.pronto.core.csv.RowFault;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** How what is wrong with the rows of a table reads in JSON. */
final class RowFaults {
  private RowFaults() {}

  /** Line and column as a JSON pointer. */
  static String pointer(RowFault fault) {
    return "/" + fault.line() + '/' + fault.column().replace("~", "~0").replace("/", "~1");
  }

  static JsonArray json(List<RowFault> faults) {
    return new JsonArray(
        faults.stream()
            .map(
                fault ->
                    new JsonObject()
                        .put("line", fault.line())
                        .put("column", fault.column())
                        .put("code", fault.code())
                        .put("detail", fault.detail()))
            .toList());
  }
}
