/**
 * The service: embeddings, search and classification over HTTP. Requests that come at the same time
 * go through the network together.
 */
@NullMarked
package org.likeness.server.service;

import org.jspecify.annotations.NullMarked;
