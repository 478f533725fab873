package io.pronto.api.scim;

import io.pronto.api.web.Handler;
import io.pronto.api.web.Problem;
import io.pronto.api.web.Reply;
import io.pronto.api.web.Request;
import io.pronto.api.web.Resource;
import io.pronto.core.audit.AuditLog;
import io.pronto.core.audit.ReadJournal;
import io.pronto.core.destruction.ByHand;
import io.pronto.core.people.LastSuperAdministrator;
import io.pronto.core.provisioning.Profile;
import io.pronto.core.provisioning.ProtectedAddress;
import io.pronto.core.provisioning.ProvisionedUser;
import io.pronto.core.provisioning.ProvisionedUsers;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** The people of an organisation as its identity provider keeps them. */
public final class ScimUsersApi implements Resource {
  private final ProvisionedUsers users;
  private final AuditLog audit;
  private final ReadJournal journal;
  private final ByHand byHand;

  /**
   * Keeps them in {@code users}; what must not be done is noted in {@code audit}.
   *
   * @param byHand certifies their deletion
   */
  public ScimUsersApi(ProvisionedUsers users, AuditLog audit, ReadJournal journal, ByHand byHand) {
    this.users = users;
    this.audit = audit;
    this.journal = journal;
    this.byHand = byHand;
  }

  @Override
  public Map<String, Handler> handlers() {
    return Map.of(
        "scim_list_users", this::list,
        "scim_create_user", this::create,
        "scim_get_user", this::read,
        "scim_replace_user", this::replace,
        "scim_change_user", this::change,
        "scim_delete_user", this::delete);
  }

  private Reply list(Request request) {
    var listing = Listing.of(request);
    var projection = ScimReply.projection(request);
    var found =
        users.list(
            request.organisation(), Filters.users(request.query("filter")), listing.window());
    shown(request, found.items().stream().map(ProvisionedUser::id).toList());
    return ScimReply.ok(listing.json(found, user -> projection.of(ScimJson.of(user))));
  }

  private Reply create(Request request) {
    var form = ScimReply.reading(() -> UserForm.blank().with(Operation.all(request.body())));
    var user = users.create(request.organisation(), form.profile());
    return ScimReply.created(
        ScimReply.projection(request).of(ScimJson.of(user)), ScimJson.userAt(user.id()));
  }

  private Reply read(Request request) {
    var found = users.find(request.organisation(), request.path("id"));
    shown(request, found.stream().map(ProvisionedUser::id).toList());
    return reply(request, found);
  }

  private Reply replace(Request request) {
    return change(
        request,
        before ->
            ScimReply.reading(
                () -> UserForm.replacing(before).with(Operation.all(request.body()))));
  }

  private Reply change(Request request) {
    return change(
        request,
        before ->
            ScimReply.patching(() -> UserForm.of(before).with(Operation.patch(request.body()))));
  }

  private Reply change(Request request, Function<Profile, UserForm> change) {
    return reply(
        request,
        keeping(
            request,
            () ->
                users.change(
                    request.organisation(),
                    request.path("id"),
                    before -> change.apply(before).profile())));
  }

  private Reply delete(Request request) {
    return Reply.gone(
        keeping(request, () -> users.delete(request.organisation(), request.path("id"), byHand)));
  }

  private static Reply reply(Request request, Optional<ProvisionedUser> user) {
    var json = ScimJson.of(user.orElseThrow(Problem::notFound));
    return ScimReply.ok(ScimReply.projection(request).of(json));
  }

  private void shown(Request request, List<String> ids) {
    journal.shown(request.organisation(), ReadJournal.Kind.USER, ids);
  }

  private <T> T keeping(Request request, Supplier<T> work) {
    try {
      return work.get();
    } catch (LastSuperAdministrator last) {
      audit.note(request.organisation(), "provisioning.refused", request.path("id"));
      throw Problem.conflict("last_super_administrator", last.getMessage());
    } catch (ProtectedAddress kept) {
      audit.note(request.organisation(), "provisioning.refused", request.path("id"));
      throw Refusal.mutability(kept.getMessage());
    }
  }
}
