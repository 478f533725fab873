package io.pronto.api.scim;

import io.pronto.api.web.Handler;
import io.pronto.api.web.Problem;
import io.pronto.api.web.Reply;
import io.pronto.api.web.Request;
import io.pronto.api.web.Resource;
import io.pronto.core.provisioning.GroupProfile;
import io.pronto.core.provisioning.NoSuchMember;
import io.pronto.core.provisioning.ProvisionedGroups;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/** The groups of an organisation's identity provider. */
public final class ScimGroupsApi implements Resource {
  private final ProvisionedGroups groups;

  /** Keeps them in {@code groups}. */
  public ScimGroupsApi(ProvisionedGroups groups) {
    this.groups = groups;
  }

  @Override
  public Map<String, Handler> handlers() {
    return Map.of(
        "scim_list_groups", this::list,
        "scim_create_group", this::create,
        "scim_get_group", this::read,
        "scim_replace_group", this::replace,
        "scim_change_group", this::change,
        "scim_delete_group", this::delete);
  }

  private Reply list(Request request) {
    var listing = Listing.of(request);
    var projection = ScimReply.projection(request);
    var found =
        groups.list(
            request.organisation(),
            Filters.groups(request.query("filter")),
            listing.window(),
            projection.has("members"));
    return ScimReply.ok(listing.json(found, group -> projection.of(ScimJson.of(group))));
  }

  private Reply create(Request request) {
    var form = ScimReply.reading(() -> GroupForm.blank().with(Operation.all(request.body())));
    var group = known(() -> groups.create(request.organisation(), form.profile()));
    return ScimReply.created(
        ScimReply.projection(request).of(ScimJson.of(group)), ScimJson.groupAt(group.id()));
  }

  private Reply read(Request request) {
    var projection = ScimReply.projection(request);
    return groups
        .find(request.organisation(), request.path("id"), projection.has("members"))
        .map(group -> ScimReply.ok(projection.of(ScimJson.of(group))))
        .orElseThrow(Problem::notFound);
  }

  private Reply replace(Request request) {
    change(
        request,
        _ -> ScimReply.reading(() -> GroupForm.blank().with(Operation.all(request.body()))));
    return read(request);
  }

  /** The group is not told again: it may have thousands of members, and one of them has changed. */
  private Reply change(Request request) {
    change(
        request,
        before ->
            ScimReply.patching(() -> GroupForm.of(before).with(Operation.patch(request.body()))));
    return new Reply.Empty();
  }

  private void change(Request request, Function<GroupProfile, GroupForm> change) {
    known(
            () ->
                groups.change(
                    request.organisation(),
                    request.path("id"),
                    before -> change.apply(before).profile()))
        .orElseThrow(Problem::notFound);
  }

  private Reply delete(Request request) {
    return Reply.gone(groups.delete(request.organisation(), request.path("id")));
  }

  private static <T> T known(Supplier<T> work) {
    try {
      return work.get();
    } catch (NoSuchMember stranger) {
      throw Refusal.invalidValue("members.value", stranger.getMessage());
    }
  }
}
