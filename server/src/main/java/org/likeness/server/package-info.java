/** What the studio and the service share: safety, errors, images. */
@NullMarked
package org.likeness.server;

import org.jspecify.annotations.NullMarked;
