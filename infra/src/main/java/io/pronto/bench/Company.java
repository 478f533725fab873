package io.pronto.bench;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;

/**
 * A carrier whose calls come from one address, and an organisation that rents its numbers: what a
 * server needs before anybody can call.
 */
public final class Company {
  private static final String EMAIL = "owner@company.example";
  private static final String PASSWORD = "Battery-Staple-9-Horse";
  private static final String FIRST = "+33123456700";
  private static final String LAST = "+33123456799";

  private final Api administrator;
  private int users;
  private int numbers;

  private Company(Api administrator) {
    this.administrator = administrator;
  }

  /**
   * Has the operator of {@code server} sign up a carrier and an organisation.
   *
   * @param carrierHost from where the carrier's calls come, and where {@code carrierPort} takes
   *     those to the outside
   */
  public static Company found(Server server, String carrierHost, int carrierPort) {
    return found(server.http(), server.operator(), carrierHost, carrierPort);
  }

  /** The same by {@code operator}, who is signed in to the API at {@code http}. */
  public static Company found(URI http, Api operator, String carrierHost, int carrierPort) {
    var carrier = operator.post("/v1/carriers", new JsonObject().put("name", "Bench carrier"));
    operator.post(
        "/v1/trunks",
        new JsonObject()
            .put("name", "Bench trunk")
            .put("carrier_id", carrier.getString("id"))
            .put("host", carrierHost)
            .put("port", carrierPort)
            .putNull("health")
            .put("transport", "udp")
            .put(
                "authentication",
                new JsonObject()
                    .put("type", "address")
                    .put("addresses", new JsonArray().add(carrierHost))));
    operator.post(
        "/v1/number_blocks",
        new JsonObject()
            .put("carrier_id", carrier.getString("id"))
            .put("first", FIRST)
            .put("last", LAST)
            .put("type", "geographic"));
    operator.post(
        "/v1/organisations",
        new JsonObject()
            .put("name", "Bench company")
            .put("country", "FR")
            .put(
                "super_administrator",
                new JsonObject()
                    .put("email", EMAIL)
                    .put("name", "Owner")
                    .put("password", PASSWORD)));
    return new Company(Api.signIn(http, EMAIL, PASSWORD));
  }

  /** The organisation's API, for its administrator. */
  public Api administrator() {
    return administrator;
  }

  /** Hires somebody; returns the user's id. */
  public String hire() {
    int n = ++users;
    return administrator
        .post(
            "/v1/users",
            new JsonObject()
                .put("email", "user" + n + "@company.example")
                .put("name", "User " + n)
                .put("role", "agent"))
        .getString("id");
  }

  /** Gives {@code user} a phone. */
  public Phone equip(String user) {
    var device =
        administrator.post(
            "/v1/devices", new JsonObject().put("user_id", user).put("kind", "desk_phone"));
    return new Phone(
        new Account(
            device.getString("username"), device.getString("password"), device.getString("domain")),
        device.getString("extension"));
  }

  /** Rents the next number, one of a hundred, and lets it ring {@code user}. */
  public String rent(String user) {
    var number = FIRST.substring(0, FIRST.length() - 2) + "%02d".formatted(numbers++);
    administrator.post("/v1/numbers", new JsonObject().put("number", number));
    administrator.patch(
        at(number),
        new JsonObject().put("destination", new JsonObject().put("type", "user").put("id", user)));
    return number;
  }

  /** Sets whether calls of {@code number} are recorded: {@code off} or {@code all}. */
  public void record(String number, String mode, boolean announce) {
    var recording = new JsonObject().put("mode", mode).put("announce", announce);
    if (!announce) {
      recording.put("no_notice_ground", "Nobody speaks in these calls: both parties are machines");
    }
    administrator.patch(at(number), new JsonObject().put("recording", recording));
  }

  private static String at(String number) {
    return "/v1/numbers/" + number.replace("+", "%2B");
  }

  /**
   * A user's phone.
   *
   * @param extension what colleagues dial
   */
  public record Phone(Account account, String extension) {}
}
