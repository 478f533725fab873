package io.pronto.demo;

import io.pronto.sip.phone.Credentials;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;

/**
 * What has to be set up before a number can be called, by the same API that customers use.
 *
 * @param administrator signed in to the new organisation
 * @param number the rented number, E.164
 */
record Town(ApiClient administrator, String domain, String number) {
  static final String PASSWORD = "a horse, a battery and a staple";
  private static final String ADMINISTRATOR = "ada@demo.example";
  private static final String FIRST_NUMBER = "+33199000000";
  private static final String LAST_NUMBER = "+33199000099";

  /** The operator's side: an organisation, a carrier with a trunk, a block of numbers. */
  static Town found(HttpClient http, URI api, String email, InetSocketAddress carrier)
      throws StepFailed, InterruptedException {
    var operator = ApiClient.signIn(http, api, email, PASSWORD);
    var organisation =
        operator.post(
            "/v1/organisations",
            new JsonObject()
                .put("name", "Demo Bakery")
                .put("country", "FR")
                .put(
                    "super_administrator",
                    new JsonObject()
                        .put("email", ADMINISTRATOR)
                        .put("name", "Ada Lovelace")
                        .put("password", PASSWORD)));
    var carrierId =
        operator.post("/v1/carriers", new JsonObject().put("name", "Demo Carrier")).getString("id");
    operator.post(
        "/v1/trunks",
        new JsonObject()
            .put("name", "Demo trunk")
            .put("carrier_id", carrierId)
            .put("host", carrier.getAddress().getHostAddress())
            .put("port", carrier.getPort())
            .put(
                "authentication",
                new JsonObject()
                    .put("type", "address")
                    .put("addresses", new JsonArray().add(carrier.getAddress().getHostAddress()))));
    operator.post(
        "/v1/number_blocks",
        new JsonObject()
            .put("carrier_id", carrierId)
            .put("first", FIRST_NUMBER)
            .put("last", LAST_NUMBER)
            .put("type", "geographic"));
    var administrator = ApiClient.signIn(http, api, ADMINISTRATOR, PASSWORD);
    return new Town(administrator, organisation.getString("domain"), FIRST_NUMBER);
  }

  /** Somebody who works there, with a device. */
  Resident resident(String name, String email) throws StepFailed, InterruptedException {
    var user =
        administrator.post(
            "/v1/users",
            new JsonObject()
                .put("name", name)
                .put("email", email)
                .put("role", "agent")
                .put("language", "en"));
    var device =
        administrator.post(
            "/v1/devices",
            new JsonObject().put("user_id", user.getString("id")).put("kind", "desk_phone"));
    return new Resident(
        user.getString("id"),
        device.getString("extension"),
        new Credentials(
            device.getString("username"),
            device.getString("password"),
            device.getString("domain")));
  }

  /** Rents the number, has it ring {@code resident}, and its calls recorded after a notice. */
  void rent(Resident resident) throws StepFailed, InterruptedException {
    administrator.post("/v1/numbers", new JsonObject().put("number", number));
    administrator.patch(
        "/v1/numbers/" + ApiClient.escaped(number),
        new JsonObject()
            .put("label", "Front desk")
            .put("destination", new JsonObject().put("type", "user").put("id", resident.userId()))
            .put("recording", new JsonObject().put("mode", "all").put("announce", true)));
  }

  /** A user with a device, and the password that was shown once. */
  record Resident(String userId, String extension, Credentials credentials) {}
}
