package io.pronto.api.resource;

import io.pronto.api.contract.Fault;
import io.pronto.api.web.Handler;
import io.pronto.api.web.Problem;
import io.pronto.api.web.Reply;
import io.pronto.api.web.Request;
import io.pronto.api.web.Resource;
import io.pronto.core.contact.ContactImport;
import io.pronto.core.contact.ContactImports;
import io.pronto.core.contact.ContactSheet;
import io.pronto.core.contact.ContactsFull;
import io.pronto.core.organisation.Organisation;
import io.pronto.core.organisation.OrganisationStore;
import io.vertx.core.json.JsonObject;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Contacts that come many at once, as a table. */
public final class ContactImportsApi implements Resource {
  private static final Duration A_WHILE = Duration.ofSeconds(5);

  private final ContactImports imports;
  private final OrganisationStore organisations;

  /** A table of 50,000 rows takes some 40 MiB while it is read: two at a time. */
  private final Semaphore reading = new Semaphore(2, true);

  /** Keeps them by {@code imports}; in which country numbers are dialled says the organisation. */
  public ContactImportsApi(ContactImports imports, OrganisationStore organisations) {
    this.imports = imports;
    this.organisations = organisations;
  }

  @Override
  public Map<String, Handler> handlers() {
    return Map.of("import_contacts", this::bringIn);
  }

  private Reply bringIn(Request request) {
    awaitTurn();
    try {
      var sheet = sheet(request);
      return request.query("dry_run").filter("true"::equals).isPresent()
          ? Reply.ok(report(sheet, imports.foresee(request.organisation(), sheet.cards())))
          : applied(request, sheet);
    } finally {
      reading.release();
    }
  }

  private void awaitTurn() {
    try {
      if (!reading.tryAcquire(A_WHILE.toMillis(), TimeUnit.MILLISECONDS)) {
        throw Problem.later(503, "busy", "Other tables are being read; try again shortly", A_WHILE);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Problem.later(503, "busy", "The server is stopping", A_WHILE);
    }
  }

  private ContactSheet sheet(Request request) {
    var country =
        organisations.find(request.organisation()).map(Organisation::country).orElseThrow();
    try (var in = new BufferedInputStream(Files.newInputStream(request.table().orElseThrow()))) {
      return ContactSheet.read(in, country);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Reply applied(Request request, ContactSheet sheet) {
    if (sheet.faultCount() > 0) {
      throw Problem.invalid(
          sheet.faults().stream()
              .map(fault -> new Fault(RowFaults.pointer(fault), fault.code(), fault.detail()))
              .toList());
    }
    try {
      return Reply.ok(report(sheet, imports.bringIn(request.organisation(), sheet.cards())));
    } catch (ContactsFull full) {
      throw Problem.conflict("contacts_full", full.getMessage());
    }
  }

  private static JsonObject report(ContactSheet sheet, ContactImport outcome) {
    return new JsonObject()
        .put("rows", sheet.rows())
        .put("created", outcome.created())
        .put("unchanged", outcome.unchanged())
        .put("error_count", sheet.faultCount())
        .put("errors", RowFaults.json(sheet.faults()));
  }
}
