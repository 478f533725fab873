package io.pronto.api.resource;

import io.pronto.api.web.Request;
import io.pronto.core.access.Principal;
import io.pronto.core.people.User;
import io.pronto.core.people.UserStore;
import io.pronto.core.routing.Words;
import java.util.Locale;

/** In which language somebody is told what routing has decided. */
public final class Languages {
  private final UserStore users;

  /** Knows the languages of {@code users}. */
  public Languages(UserStore users) {
    this.users = users;
  }

  /** The one that the browser or program asks for, or the user's own. */
  String of(Request request) {
    var asked = request.headers().getOrDefault("accept-language", "");
    try {
      var best =
          asked.isBlank()
              ? null
              : Locale.lookupTag(Locale.LanguageRange.parse(asked), Words.LANGUAGES);
      return best == null ? own(request) : best;
    } catch (IllegalArgumentException e) {
      return own(request); // what is no list of languages asks for none
    }
  }

  private String own(Request request) {
    return request.signedIn().principal() instanceof Principal.Member member
        ? users
            .find(request.organisation(), member.id())
            .map(User::language)
            .filter(Words.LANGUAGES::contains)
            .orElse(Words.LANGUAGES.getFirst())
        : Words.LANGUAGES.getFirst();
  }
}
