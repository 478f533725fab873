package io.pronto.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.Ground;
import io.vertx.core.json.JsonObject;
import io.vertx.openapi.contract.OpenAPIVersion;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ContractTest {
  @Test
  void theDocumentServedIsOpenApi31() throws Exception {
    var served = Client.stranger().get("/openapi.json").is(200).json();

    var result =
        OpenAPIVersion.V3_1
            .getRepository(Ground.vertx(), "https://pronto.invalid/")
            .compose(meta -> OpenAPIVersion.V3_1.validateContract(Ground.vertx(), meta, served))
            .await(20, TimeUnit.SECONDS);

    assertThat(result.getValid()).as(String.valueOf(result.getErrors())).isTrue();
  }

  @Test
  void everyExampleOfASchemaFulfilsIt() {
    var schemas =
        Conformity.CONTRACT.document().getJsonObject("components").getJsonObject("schemas");

    for (var name : schemas.fieldNames()) {
      var at = io.vertx.core.json.pointer.JsonPointer.from("/components/schemas/" + name);
      for (var example :
          schemas
              .getJsonObject(name)
              .getJsonArray("examples", new io.vertx.core.json.JsonArray())) {
        assertThat(Conformity.CONTRACT.schema(at).faults(example)).as(name).isEmpty();
      }
    }
  }

  @Test
  void everyOperationSaysWhatItIsAndWhatItTakes() {
    for (var path : Conformity.CONTRACT.document().getJsonObject("paths")) {
      for (var method : (JsonObject) path.getValue()) {
        var described = (JsonObject) method.getValue();
        assertThat(described.getString("summary")).as(path.getKey()).isNotBlank();
        assertThat(described.getJsonArray("tags")).as(path.getKey()).isNotEmpty();
      }
    }
  }
}
