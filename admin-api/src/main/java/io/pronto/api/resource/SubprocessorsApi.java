package io.pronto.api.resource;

import io.pronto.api.contract.Fault;
import io.pronto.api.web.Handler;
import io.pronto.api.web.Problem;
import io.pronto.api.web.Reply;
import io.pronto.api.web.Request;
import io.pronto.api.web.Resource;
import io.pronto.core.access.Principal;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.subprocessor.Details;
import io.pronto.core.subprocessor.NoticeRefused;
import io.pronto.core.subprocessor.ProcessedBy;
import io.pronto.core.subprocessor.RegisterWords;
import io.pronto.core.subprocessor.Safeguard;
import io.pronto.core.subprocessor.Subprocessor;
import io.pronto.core.subprocessor.SubprocessorGate;
import io.pronto.core.subprocessor.SubprocessorNotice;
import io.pronto.core.subprocessor.SubprocessorRegister;
import io.pronto.core.subprocessor.SubprocessorUses;
import io.pronto.core.subprocessor.Tellings;
import io.pronto.core.subprocessor.Use;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** The register of subprocessors: the operator announces, super administrators read. */
public final class SubprocessorsApi implements Resource {
  private static final Set<String> COUNTRIES = Set.of(Locale.getISOCountries());

  private final SubprocessorRegister register;
  private final Tellings tellings;
  private final SubprocessorGate gate;
  private final SubprocessorUses uses;
  private final Languages languages;

  /**
   * Announces in {@code register}; {@code tellings} say who was told, {@code uses} what uses whom,
   * in {@code languages}.
   */
  public SubprocessorsApi(
      SubprocessorRegister register,
      Tellings tellings,
      SubprocessorGate gate,
      SubprocessorUses uses,
      Languages languages) {
    this.register = register;
    this.tellings = tellings;
    this.gate = gate;
    this.uses = uses;
    this.languages = languages;
  }

  @Override
  public Map<String, Handler> handlers() {
    return Map.of(
        "list_subprocessors", this::list,
        "get_subprocessor", this::read,
        "create_subprocessor", this::add,
        "update_subprocessor", this::change,
        "remove_subprocessor", this::remove,
        "get_subprocessor_uses", this::uses,
        "list_subprocessor_notices", this::notices);
  }

  /** Whose rows may be seen; empty for the operator. */
  static Optional<OrganisationId> reader(Request request) {
    return switch (request.signedIn().principal()) {
      case Principal.Operator _ -> Optional.empty();
      case Principal.Member member -> Optional.of(member.organisation());
      case Principal.Key key -> Optional.of(key.organisation());
    };
  }

  private Reply list(Request request) {
    return Reply.page(register.list(request.page()).map(each -> json(request, each)));
  }

  private Reply read(Request request) {
    return register
        .find(request.path("id"))
        .map(each -> Reply.ok(json(request, each)))
        .orElseThrow(Problem::notFound);
  }

  private JsonObject json(Request request, Subprocessor subprocessor) {
    var permitted =
        reader(request)
            .map(
                organisation ->
                    gate.permits(organisation, new ProcessedBy.Named(subprocessor.id())));
    return SubprocessorJson.of(subprocessor, register.today(), permitted);
  }

  private Reply add(Request request) {
    var body = request.body();
    var details = checked(SubprocessorJson.read(body, Optional.empty()));
    var effectiveOn = day(body);
    boolean used = body.getBoolean("in_use", false);
    return Reply.created(
        json(
            request,
            refusing(
                "/effective_on",
                () ->
                    used
                        ? register.enter(details, effectiveOn)
                        : register.add(details, effectiveOn))));
  }

  private Reply change(Request request) {
    var body = request.body();
    var effectiveOn = day(body);
    return refusing(
            "/effective_on",
            () ->
                register.change(
                    request.path("id"),
                    effectiveOn,
                    before -> request.requireMatch(json(request, before)),
                    before -> checked(SubprocessorJson.read(body, Optional.of(before)))))
        .map(each -> Reply.ok(json(request, each)))
        .orElseThrow(Problem::notFound);
  }

  private Reply remove(Request request) {
    var effectiveOn = queriedDay(request);
    return Reply.gone(
        refusing(
                "/query/effective_on",
                () ->
                    register.remove(
                        request.path("id"),
                        effectiveOn,
                        before -> {
                          request.requireMatch(json(request, before));
                          requireMeant(request, before);
                        }))
            .isPresent());
  }

  /** What is in use is removed by who has been told what that does. */
  private void requireMeant(Request request, Subprocessor subprocessor) {
    var using = uses.of(subprocessor.id());
    if (using.isEmpty() || request.query("confirm").filter("true"::equals).isPresent()) {
      return;
    }
    var words = RegisterWords.in("en");
    throw Problem.conflict(
        "in_use",
        "It is in use: "
            + using.stream()
                .map(
                    each ->
                        "%s (%s, %s), for %d organisations: from that day on %s"
                            .formatted(
                                each.name(),
                                words.ofUses(List.of(each.use())),
                                each.id(),
                                each.organisations(),
                                words.ofEnd(each.use())))
                .collect(Collectors.joining("; "))
            + ". Ask again with confirm=true to announce it all the same");
  }

  private Reply uses(Request request) {
    var subprocessor = register.find(request.path("id")).orElseThrow(Problem::notFound);
    var language = request.query("language").orElseGet(() -> languages.of(request));
    var words = RegisterWords.in(language);
    var using = uses.of(subprocessor.id());
    var declared =
        subprocessor.details(register.today()).uses().stream()
            .filter(use -> using.stream().noneMatch(each -> each.use() == use))
            .map(Use::code)
            .toList();
    return Reply.ok(
        new JsonObject()
            .put("uses", new JsonArray(using.stream().map(each -> json(each, words)).toList()))
            .put("not_seen", new JsonArray(declared)));
  }

  private static JsonObject json(SubprocessorUses.InUse each, RegisterWords words) {
    return new JsonObject()
        .put("use", each.use().code())
        .put("id", each.id())
        .put("name", each.name())
        .put("organisations", each.organisations())
        .put("then", words.ofEnd(each.use()));
  }

  private Reply notices(Request request) {
    var page = register.notices(request.query("subprocessor_id"), request.page());
    var ids = page.items().stream().map(SubprocessorNotice::id).toList();
    var organisation = reader(request);
    if (organisation.isPresent()) {
      var told = tellings.of(organisation.get(), ids);
      return Reply.page(
          page.map(
              notice ->
                  SubprocessorJson.of(notice)
                      .put("told", told(told.getOrDefault(notice.id(), List.of())))
                      .putNull("telling")));
    }
    var counts = tellings.counts(ids);
    return Reply.page(
        page.map(
            notice ->
                SubprocessorJson.of(notice)
                    .putNull("told")
                    .put("telling", count(counts.getOrDefault(notice.id(), Tellings.Count.NONE)))));
  }

  private static JsonArray told(List<Tellings.Told> all) {
    return new JsonArray(
        all.stream()
            .map(
                told ->
                    new JsonObject()
                        .put("user_id", told.userId())
                        .put("written_at", told.writtenAt())
                        .put("handed_over_at", told.handedOverAt().orElse(null)))
            .toList());
  }

  private static JsonObject count(Tellings.Count count) {
    return new JsonObject()
        .put("organisations", count.organisations())
        .put("told", count.told())
        .put("letters", count.letters())
        .put("handed_over", count.handedOver());
  }

  private static Details checked(Details details) {
    for (int i = 0; i < details.countries().size(); i++) {
      if (!COUNTRIES.contains(details.countries().get(i))) {
        throw Problem.invalid("/countries/" + i, "unknown", "Is no country of ISO 3166");
      }
    }
    boolean needless = details.safeguard() == Safeguard.NONE_NEEDED;
    if (needless && !details.withinTheArea()) {
      throw Problem.invalid(
          "/safeguard", "required", "Is needed for servers outside the European Economic Area");
    }
    return details;
  }

  private static LocalDate day(JsonObject body) {
    try {
      return LocalDate.parse(body.getString("effective_on"));
    } catch (DateTimeParseException e) {
      throw Problem.invalid("/effective_on", "malformed", "Must be a day that exists");
    }
  }

  private static LocalDate queriedDay(Request request) {
    try {
      return LocalDate.parse(request.query("effective_on").orElseThrow());
    } catch (DateTimeParseException e) {
      throw Problem.malformed(
          "invalid_parameter",
          "A parameter cannot be read; see errors",
          List.of(new Fault("/query/effective_on", "malformed", "Must be a day that exists")));
    }
  }

  private static <T> T refusing(String pointer, Supplier<T> announcement) {
    try {
      return announcement.get();
    } catch (NoticeRefused refused) {
      var code = refused.reason().code();
      throw switch (refused.reason()) {
        case NOTICE_TOO_SHORT, BEFORE_EARLIER_NOTICE, NOT_YET ->
            Problem.invalid(pointer, code, refused.getMessage());
        case NOTICE_NEEDED -> Problem.conflict(code, "/in_use", refused.getMessage());
        case NAME_TAKEN -> Problem.conflict(code, "/name", refused.getMessage());
        case REMOVED, NOTHING_NEW -> Problem.conflict(code, refused.getMessage());
      };
    }
  }
}
