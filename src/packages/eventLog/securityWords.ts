/*
 * Short names of our own, in English, by the numbers that stand in the events: the texts that Windows shows are not in
 * the log. Whoever shows them puts them into the user's language.
 */

const lines = `
1100 Event logging stopped
1101 Audit events lost
1102 Security log cleared
1104 Security log full
1105 Security log archived
1108 Event could not be logged
4608 Windows started
4609 Windows shut down
4610 Authentication package loaded
4611 Logon process registered
4612 Audit queue full, events lost
4614 Notification package loaded
4616 System time changed
4621 Recovered after a full audit log
4622 Security package loaded
4624 Logon
4625 Logon failed
4626 Claims of a logon
4627 Group membership of a logon
4634 Logoff
4647 Logoff started by the user
4648 Logon with explicit credentials
4649 Replay attack detected
4656 Handle to an object requested
4657 Registry value changed
4658 Handle to an object closed
4659 Handle requested to delete an object
4660 Object deleted
4661 Handle to a directory object requested
4662 Operation on a directory object
4663 Object accessed
4664 Hard link creation attempted
4670 Permissions of an object changed
4672 Special privileges given to a logon
4673 Privileged service called
4674 Operation on a privileged object
4675 SIDs filtered
4685 State of a transaction changed
4688 Process started
4689 Process ended
4690 Handle duplicated
4691 Indirect access to an object requested
4692 Backup of a data protection key attempted
4693 Recovery of a data protection key attempted
4694 Protection of data attempted
4695 Unprotection of data attempted
4696 Primary token assigned to a process
4697 Service installed
4698 Scheduled task created
4699 Scheduled task deleted
4700 Scheduled task enabled
4701 Scheduled task disabled
4702 Scheduled task changed
4703 User right adjusted
4704 User right assigned
4705 User right removed
4706 Domain trust created
4707 Domain trust removed
4713 Kerberos policy changed
4714 File encryption recovery policy changed
4715 Audit policy of an object changed
4716 Domain trust changed
4717 Logon right granted
4718 Logon right removed
4719 Audit policy changed
4720 User account created
4722 User account enabled
4723 Change of own password attempted
4724 Reset of a password attempted
4725 User account disabled
4726 User account deleted
4727 Global group created
4728 Member added to a global group
4729 Member removed from a global group
4730 Global group deleted
4731 Local group created
4732 Member added to a local group
4733 Member removed from a local group
4734 Local group deleted
4735 Local group changed
4737 Global group changed
4738 User account changed
4739 Domain policy changed
4740 User account locked out
4741 Computer account created
4742 Computer account changed
4743 Computer account deleted
4744 Local distribution group created
4745 Local distribution group changed
4746 Member added to a local distribution group
4747 Member removed from a local distribution group
4748 Local distribution group deleted
4749 Global distribution group created
4750 Global distribution group changed
4751 Member added to a global distribution group
4752 Member removed from a global distribution group
4753 Global distribution group deleted
4754 Universal group created
4755 Universal group changed
4756 Member added to a universal group
4757 Member removed from a universal group
4758 Universal group deleted
4759 Universal distribution group created
4760 Universal distribution group changed
4761 Member added to a universal distribution group
4762 Member removed from a universal distribution group
4763 Universal distribution group deleted
4764 Type of a group changed
4765 SID history added
4766 SID history could not be added
4767 User account unlocked
4768 Kerberos ticket-granting ticket requested
4769 Kerberos service ticket requested
4770 Kerberos service ticket renewed
4771 Kerberos pre-authentication failed
4772 Kerberos ticket-granting ticket refused
4773 Kerberos service ticket refused
4774 Account mapped for logon
4775 Account could not be mapped for logon
4776 Credentials validated
4777 Credentials could not be validated
4778 Session reconnected
4779 Session disconnected
4780 Permissions of administrators' accounts set
4781 Account renamed
4782 Password hash of an account accessed
4793 Password policy checked
4794 Directory services restore password set
4797 Blank password looked for
4798 User's local groups listed
4799 Members of a local group listed
4800 Workstation locked
4801 Workstation unlocked
4802 Screen saver started
4803 Screen saver ended
4816 Incoming message could not be decrypted
4817 Audit settings of an object changed
4819 Central access policies changed
4820 Kerberos ticket-granting ticket denied by policy
4821 Kerberos service ticket denied by policy
4822 NTLM denied to a protected user
4823 NTLM denied by policy
4824 Weak Kerberos denied to a protected user
4825 Remote desktop access denied
4826 Boot configuration loaded
4830 SID history removed
4902 Audit policy table of users created
4904 Event source registered
4905 Event source unregistered
4906 Reaction to a full audit log changed
4907 Audit settings of an object changed
4908 Table of special groups changed
4911 Resource attributes of an object changed
4912 Audit policy of a user changed
4913 Central access policy of an object changed
4944 Firewall policy at the start
4945 Firewall rule at the start
4946 Firewall rule added
4947 Firewall rule changed
4948 Firewall rule deleted
4949 Firewall settings set back
4950 Firewall setting changed
4951 Firewall rule ignored, unknown version
4952 Firewall rule ignored in part
4953 Firewall rule unreadable
4954 Firewall policy of the domain changed
4956 Active firewall profile changed
4957 Firewall rule not applied
4958 Firewall rule not applicable here
4964 Logon of a special group
4985 State of a transaction changed
5024 Firewall service started
5025 Firewall service stopped
5027 Firewall policy could not be loaded
5028 Firewall policy unreadable
5029 Firewall driver could not be set up
5030 Firewall service could not be started
5031 Application kept from accepting connections
5032 User not told of a blocked application
5033 Firewall driver started
5034 Firewall driver stopped
5035 Firewall driver could not be started
5037 Firewall driver failed
5038 File with a wrong hash
5039 Registry key virtualised
5050 Firewall disabling by a program attempted
5051 File virtualised
5058 Key file operation
5059 Key migration
5061 Cryptographic operation
5136 Directory object changed
5137 Directory object created
5138 Directory object restored
5139 Directory object moved
5140 Network share accessed
5141 Directory object deleted
5142 Network share added
5143 Network share changed
5144 Network share deleted
5145 File on a network share checked
5148 Flood of packets detected
5149 Flood of packets ended
5150 Packet blocked
5151 Packet blocked by a stricter filter
5152 Packet blocked
5153 Packet blocked by a stricter filter
5154 Listening allowed
5155 Listening blocked
5156 Connection allowed
5157 Connection blocked
5158 Local port bound
5159 Binding of a local port blocked
5168 Name of a file server refused
5376 Stored credentials backed up
5377 Stored credentials restored
5378 Delegation of credentials refused
5379 Stored credentials read
5380 Vault searched
5381 Vault credentials read
5382 Vault credentials read
5440 Filter callout at the start
5441 Filter at the start
5442 Filter provider at the start
5443 Filter context at the start
5444 Filter layer at the start
5446 Filter callout changed
5447 Filter changed
5448 Filter provider changed
5449 Filter context changed
5450 Filter layer changed
5451 IPsec quick mode agreed
5452 IPsec quick mode ended
5632 Authentication to a wireless network
5633 Authentication to a wired network
5888 COM object changed
5889 COM object deleted
5890 COM object added
6144 Group policy security applied
6145 Group policy security failed
6272 Network policy server granted access
6273 Network policy server denied access
6281 Memory page with a wrong hash
6410 Code below the required integrity
6416 External device recognised
6419 Disabling of a device requested
6420 Device disabled
6421 Enabling of a device requested
6422 Device enabled
6423 Installation of a device forbidden
6424 Installation of a device allowed after all
8222 Shadow copy created`;

/** What events of the Security log are about, by event id. */
export const eventNames: ReadonlyMap<number, string> = new Map(
  lines
    .trim()
    .split('\n')
    .map((line) => [Number(line.slice(0, 4)), line.slice(5)]),
);
