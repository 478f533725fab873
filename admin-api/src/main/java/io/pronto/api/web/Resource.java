package io.pronto.api.web;

import java.util.Map;

/** Some operations that belong together. */
public interface Resource {
  /** Who answers each, by operation id. */
  Map<String, Handler> handlers();
}
