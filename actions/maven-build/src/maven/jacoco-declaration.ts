/** What a POM says about JaCoCo by itself, without its parents. */
export interface PomFacts {
  /** `conditional`: in a profile, which may or may not be active. */
  readonly jacoco: 'declared' | 'conditional' | 'absent';
  readonly parent:
    | { readonly group: string; readonly artifact: string; readonly version: string; readonly path: string }
    | undefined;
  /** Folders or POM files of the modules, as written. */
  readonly modules: readonly string[];
}

const element = (xml: string, name: string) => new RegExp(`<${name}>\\s*([^<]*?)\\s*</${name}>`).exec(xml)?.[1];

/**
 * Reads the few facts of a POM that decide how JaCoCo is run. Text search is enough and cannot be fooled into reading
 * other files: Maven itself judges the POM a moment later.
 */
export function pomFacts(xml: string): PomFacts {
  const pom = xml.replace(/<!--[\s\S]*?-->/g, '');
  const withoutProfiles = pom.replace(/<profiles>[\s\S]*?<\/profiles>/g, '');
  const named = (text: string) => /<artifactId>\s*jacoco-maven-plugin\s*<\/artifactId>/.test(text);
  const parent = /<parent>([\s\S]*?)<\/parent>/.exec(pom)?.[1];
  return {
    jacoco: named(withoutProfiles) ? 'declared' : named(pom) ? 'conditional' : 'absent',
    parent:
      parent === undefined
        ? undefined
        : {
            group: element(parent, 'groupId') ?? '',
            artifact: element(parent, 'artifactId') ?? '',
            version: element(parent, 'version') ?? '',
            // Maven's default; `<relativePath/>` means: not in the checkout.
            path: /<relativePath\s*\/>/.test(parent) ? '' : (element(parent, 'relativePath') ?? '../pom.xml'),
          },
    modules: [...new Set(Array.from(pom.matchAll(/<module>\s*([^<]+?)\s*<\/module>/g), (match) => match[1] ?? ''))],
  };
}
