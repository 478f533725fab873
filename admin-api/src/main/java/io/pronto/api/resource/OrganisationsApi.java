package io.pronto.api.resource;

import io.pronto.api.web.Handler;
import io.pronto.api.web.Problem;
import io.pronto.api.web.Reply;
import io.pronto.api.web.Request;
import io.pronto.api.web.Resource;
import io.pronto.core.access.Founding;
import io.pronto.core.access.Password;
import io.pronto.core.access.PasswordTooCommon;
import io.pronto.core.access.SignUps;
import io.pronto.core.contract.ContractRefused;
import io.pronto.core.contract.Contracts;
import io.pronto.core.db.Database;
import io.pronto.core.organisation.Organisation;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.organisation.OrganisationStore;
import io.pronto.core.people.EmailAddress;
import io.pronto.core.people.InvalidEmail;
import io.pronto.core.people.NewUser;
import io.pronto.core.people.Role;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.Optional;

/** The operator's customers. */
public final class OrganisationsApi implements Resource {
  private final Database database;
  private final OrganisationStore organisations;
  private final Contracts contracts;
  private final SignUps signUps;
  private final String sipDomain;

  /**
   * Founds organisations in {@code database}, on trial where {@code contracts} are asked for one;
   * their first people are sent {@code signUps}.
   */
  public OrganisationsApi(
      Database database,
      OrganisationStore organisations,
      Contracts contracts,
      SignUps signUps,
      String sipDomain) {
    this.database = database;
    this.organisations = organisations;
    this.contracts = contracts;
    this.signUps = signUps;
    this.sipDomain = sipDomain;
  }

  @Override
  public Map<String, Handler> handlers() {
    return Map.of(
        "list_organisations", this::list,
        "create_organisation", this::create,
        "get_organisation", this::read,
        "update_organisation", this::change);
  }

  private Reply list(Request request) {
    return Reply.page(organisations.list(request.page()).map(this::json));
  }

  private Reply create(Request request) {
    var body = request.body();
    var country = body.getString("country");
    var first = superAdministrator(body.getJsonObject("super_administrator"), country);
    var founding =
        database.together(
            () -> {
              var founded = Founding.of(database, signUps, body.getString("name"), country, first);
              if (body.containsKey("trial_ends_on")) {
                tryOut(founded.organisation().id(), body);
              }
              return founded;
            });
    var answer =
        json(founding.organisation())
            .put("super_administrator", Json.of(founding.superAdministrator()));
    founding.signUp().ifPresent(signUp -> answer.put("sign_up", Json.of(signUp)));
    return Reply.created(answer);
  }

  private void tryOut(OrganisationId organisation, JsonObject body) {
    try {
      contracts.tryOut(organisation, ContractsApi.day(body, "trial_ends_on"));
    } catch (ContractRefused refused) {
      throw Problem.invalid("/trial_ends_on", refused.reason().code(), refused.getMessage());
    }
  }

  private static NewUser superAdministrator(JsonObject person, String country) {
    var email = email(person.getString("email"));
    var name = person.getString("name");
    return new NewUser(
        email,
        name,
        Role.SUPER_ADMINISTRATOR,
        person.getString("language", language(country)),
        Optional.empty(),
        Optional.ofNullable(person.getString("password"))
            .map(password -> chosen(password, email, name)));
  }

  private static String chosen(String password, String email, String name) {
    try {
      return Password.chosen(password, email, name);
    } catch (PasswordTooCommon refused) {
      throw Problem.invalid(refused, "/super_administrator/password");
    }
  }

  private static String email(String text) {
    try {
      return new EmailAddress(text).value();
    } catch (InvalidEmail e) {
      throw Problem.invalid("/super_administrator/email", e.code(), e.getMessage());
    }
  }

  private static String language(String country) {
    return switch (country) {
      case "FR" -> "fr";
      case "IT" -> "it";
      default -> "en";
    };
  }

  private Reply read(Request request) {
    return Reply.ok(organisations.find(id(request)).map(this::json).orElseThrow(Problem::notFound));
  }

  private Reply change(Request request) {
    var body = request.body();
    return Reply.ok(
        organisations
            .change(
                id(request),
                before -> {
                  request.requireMatch(json(before));
                  return new Organisation(
                      before.id(),
                      body.getString("name", before.name()),
                      body.getString("country", before.country()),
                      before.label(),
                      before.createdAt());
                })
            .map(this::json)
            .orElseThrow(Problem::notFound));
  }

  private static OrganisationId id(Request request) {
    return Ids.organisation(request.path("id")).orElseThrow(Problem::notFound);
  }

  private JsonObject json(Organisation organisation) {
    return Json.of(organisation, sipDomain);
  }
}
