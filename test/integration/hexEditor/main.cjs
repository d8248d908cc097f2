// Reads files as the Hex Editor does, and keeps what it read for the tests.
const { window, workspace } = require('vscode');

exports.activate = () => {
  const opened = [];
  window.registerCustomEditorProvider('hexEditor.hexedit', {
    openCustomDocument: async (uri) => {
      const { size, permissions } = await workspace.fs.stat(uri);
      const bytes = await workspace.fs.readFile(uri);
      opened.push({
        uri,
        size,
        permissions,
        bytes,
        isWritable: workspace.fs.isWritableFileSystem(uri.scheme),
      });
      return { uri, dispose: () => undefined };
    },
    resolveCustomEditor: () => undefined,
  });
  return opened;
};
