/** Tables and figures of papers: runs, evaluations and pages of a YAML file in one command. */
@NullMarked
package org.likeness.experiment;

import org.jspecify.annotations.NullMarked;
