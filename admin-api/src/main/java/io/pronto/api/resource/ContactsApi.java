package io.pronto.api.resource;

import io.pronto.api.contract.Fault;
import io.pronto.api.web.Handler;
import io.pronto.api.web.Problem;
import io.pronto.api.web.Reply;
import io.pronto.api.web.Request;
import io.pronto.api.web.Resource;
import io.pronto.core.audit.ReadJournal.Kind;
import io.pronto.core.contact.Contact;
import io.pronto.core.contact.ContactCard;
import io.pronto.core.contact.ContactSearch;
import io.pronto.core.contact.ContactStore;
import io.pronto.core.contact.ContactsFull;
import io.pronto.core.destruction.ByHand;
import io.pronto.core.numbering.E164;
import io.pronto.core.organisation.Organisation;
import io.pronto.core.organisation.OrganisationStore;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Whom an organisation knows outside. */
public final class ContactsApi implements Resource {
  private final ContactStore contacts;
  private final OrganisationStore organisations;
  private final Shown shown;
  private final ByHand byHand;

  /**
   * Keeps them in {@code contacts}; in which country numbers are dialled says the organisation. Who
   * sees which is told to {@code shown}.
   *
   * @param byHand certifies their deletion
   */
  public ContactsApi(
      ContactStore contacts, OrganisationStore organisations, Shown shown, ByHand byHand) {
    this.contacts = contacts;
    this.organisations = organisations;
    this.shown = shown;
    this.byHand = byHand;
  }

  @Override
  public Map<String, Handler> handlers() {
    return Map.of(
        "list_contacts", this::list,
        "create_contact", this::create,
        "get_contact", this::read,
        "update_contact", this::change,
        "delete_contact", this::delete);
  }

  private Reply list(Request request) {
    var search = request.query("q").map(typed -> ContactSearch.of(typed, country(request)));
    var page = contacts.list(request.organisation(), search, request.page());
    return Reply.page(shown.page(request, Kind.CONTACT, page, Contact::id).map(ContactsApi::json));
  }

  private Reply create(Request request) {
    var body = request.body();
    var card =
        card(
            body.getString("name", ""),
            body.getString("company", ""),
            numbers(request, body.getJsonArray("numbers")));
    try {
      return Reply.created(json(contacts.add(request.organisation(), card)));
    } catch (ContactsFull full) {
      throw Problem.conflict("contacts_full", full.getMessage());
    }
  }

  private Reply read(Request request) {
    return Reply.ok(
        json(
            contacts
                .find(request.organisation(), request.path("id"))
                .map(found -> shown.one(request, Kind.CONTACT, found, Contact::id))
                .orElseThrow(Problem::notFound)));
  }

  private Reply change(Request request) {
    return contacts
        .change(
            request.organisation(),
            request.path("id"),
            before -> {
              request.requireMatch(json(before));
              return changed(request, before);
            })
        .map(contact -> Reply.ok(json(contact)))
        .orElseThrow(Problem::notFound);
  }

  private Contact changed(Request request, Contact before) {
    var body = request.body();
    var card = before.card();
    return new Contact(
        before.id(),
        card(
            text(body, "name", card.name()),
            text(body, "company", card.company()),
            body.containsKey("numbers")
                ? numbers(request, body.getJsonArray("numbers"))
                : card.numbers()),
        before.source(),
        before.externalId(),
        before.createdAt(),
        before.changedAt());
  }

  /** As a merge patch has it: null clears, what is left out stays. */
  private static String text(JsonObject body, String field, String before) {
    if (!body.containsKey(field)) {
      return before;
    }
    var text = body.getString(field);
    return text == null ? "" : text;
  }

  private Reply delete(Request request) {
    return Reply.gone(
        contacts.delete(
            request.organisation(),
            request.path("id"),
            contact -> request.requireMatch(json(contact)),
            byHand));
  }

  private static ContactCard card(String name, String company, List<E164> numbers) {
    if (name.isBlank() && company.isBlank()) {
      throw Problem.invalid("/name", "required", "Is missing, and so is the company");
    }
    return new ContactCard(name, company, numbers);
  }

  private List<E164> numbers(Request request, JsonArray written) {
    var country = country(request);
    var numbers = new ArrayList<E164>();
    var faults = new ArrayList<Fault>();
    for (int i = 0; i < written.size(); i++) {
      var number = E164.dialled(written.getString(i), country);
      number.ifPresent(numbers::add);
      if (number.isEmpty()) {
        faults.add(
            new Fault(
                "/numbers/" + i,
                "malformed",
                "Must be E.164, such as +33123456789, or as dialled in " + country));
      }
    }
    if (!faults.isEmpty()) {
      throw Problem.invalid(faults);
    }
    return numbers;
  }

  private String country(Request request) {
    return organisations.find(request.organisation()).map(Organisation::country).orElseThrow();
  }

  private static JsonObject json(Contact contact) {
    var card = contact.card();
    return new JsonObject()
        .put("id", contact.id())
        .put("name", card.name())
        .put("company", card.company())
        .put("numbers", new JsonArray(card.numbers().stream().map(E164::value).toList()))
        .put("source", contact.source().code())
        .put("external_id", contact.externalId().orElse(null))
        .put("created_at", contact.createdAt())
        .put("changed_at", contact.changedAt());
  }
}
