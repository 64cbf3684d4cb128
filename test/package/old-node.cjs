/** Required before a program: it takes this Node for an old one. */
Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.11.0' } });
Object.defineProperty(process.features, 'typescript', { value: undefined });
